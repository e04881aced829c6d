"""The grammar of SuiteQL: sqlglot's Oracle parser without what SuiteQL rejects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.oracle import Oracle
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.grammar import is_allowed

_KEPT_FUNCTION_PARSERS = ("CAST", "EXTRACT", "TRIM")


class SuiteQL(Oracle):
    """Oracle's grammar with function names left as written.

    sqlglot folds other vendors' functions into one node (IFNULL, ISNULL and NVL are all
    COALESCE to it). SuiteQL knows only Oracle's, so the names must survive the parser.
    """

    class Tokenizer(Oracle.Tokenizer):
        """A tokenizer with `TOP`, which SuiteQL supports and Oracle does not."""

        KEYWORDS: ClassVar = {**Oracle.Tokenizer.KEYWORDS, "TOP": TokenType.TOP}

    class Parser(Oracle.Parser):  # type: ignore[misc,valid-type]  # made by a metaclass
        """A parser that reads every call but CAST, EXTRACT and TRIM as a name with arguments."""

        FUNCTIONS: ClassVar[dict[str, object]] = {}
        FUNCTION_PARSERS: ClassVar = {
            name: parser
            for name, parser in Oracle.Parser.FUNCTION_PARSERS.items()
            if name in _KEPT_FUNCTION_PARSERS
        }


_DIALECT = SuiteQL()
_JOIN = re.compile(r"\bjoin\b", re.IGNORECASE)


@lru_cache(maxsize=512)
def parse(text: str) -> exp.Query:
    """Parse the shape of one query.

    The tree is shared between calls and must not be changed.

    Raises:
        SuiteQLError: If it is not exactly one SELECT within the dialect.
    """
    try:
        trees = _DIALECT.parse(text)
    except (SqlglotError, RecursionError) as error:
        raise unsupported() from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.Union):
        raise unsupported()
    tree: exp.Query = trees[0]
    for node in tree.walk():
        _check(node, tree)
    # A join without ON or CROSS parses like a comma.
    if len(_JOIN.findall(text)) != sum(map(_is_ansi, tree.find_all(exp.Join))):
        raise unsupported()
    return tree


def _is_ansi(join: exp.Join) -> bool:
    return bool(join.args.get("kind") or join.args.get("side") or join.args.get("on"))


def _check(node: exp.Expr, root: exp.Query) -> None:
    if not is_allowed(node):
        raise unsupported()
    if isinstance(node, exp.Limit) and not node.meta.get("top"):
        # LIMIT n makes the same node as TOP n, which is taken.
        raise unsupported()
    if isinstance(node, exp.Identifier) and node.args.get("quoted"):
        query = node.find_ancestor(exp.Select)
        if query is not root and not (isinstance(root, exp.Union) and query is root.this):
            raise unsupported()
