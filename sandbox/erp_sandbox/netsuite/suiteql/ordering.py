"""ORDER BY terms that name a selected column, and the query's own row limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql.errors import unsupported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.translator import Translator
    from erp_sandbox.netsuite.suiteql.values import Value


def ordinal(
    translator: Translator, node: exp.Expr, columns: Sequence[tuple[str, Value]]
) -> Value | None:
    """Return the selected column that an ORDER BY term names by its position or alias."""
    if isinstance(node, exp.Placeholder):
        position = str(translator.literal(node).constant)
        if not position.isdigit() or not 1 <= int(position) <= len(columns):
            raise unsupported()
        return columns[int(position) - 1][1]
    if isinstance(node, exp.Column) and not node.table:
        return next((value for name, value in columns if name == node.name.lower()), None)
    return None


def row_limit(translator: Translator, node: exp.Expr) -> int | None:
    """Return the rows of `TOP n` or `FETCH FIRST n ROWS ONLY`.

    Raises:
        SuiteQLError: For anything but a whole number.
    """
    limit = node.args.get("limit")
    if limit is None:
        return None
    count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
    if count is None:
        return 1
    limit_text = str(translator.value(count).constant)
    if not limit_text.isdigit():
        raise unsupported()
    return int(limit_text)
