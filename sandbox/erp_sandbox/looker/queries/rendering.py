"""A query in one of the formats, as bytes: what deliveries and tasks send."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from erp_sandbox.looker.errors import ApiError
from erp_sandbox.looker.queries.formats.rows import LateError, rows
from erp_sandbox.looker.queries.formats.table import TASK_FORMATS

if TYPE_CHECKING:
    from erp_sandbox.looker.queries.options import RunOptions
    from erp_sandbox.looker.queries.result import Result
    from erp_sandbox.looker.query import Runner
    from erp_sandbox.looker.store import Row
    from erp_sandbox.looker.users import User


@dataclass(frozen=True)
class Rendered:
    """A result in a format.

    Attributes:
        data: The bytes.
        rows: The number of rows.
        media_type: The media type.
        result: The result, with its rows.
    """

    data: bytes
    rows: int
    media_type: str
    result: Result


def render(
    runner: Runner, user: User, query: Row, result_format: str, options: RunOptions
) -> Rendered:
    """Return the result of a query in a format.

    Raises:
        ApiError: 400, for a query that is not valid or fails; 404, for an unknown format.
    """
    if result_format not in TASK_FORMATS:
        raise ApiError(404)
    result = runner.run(user, query, options)
    if result.error:
        raise ApiError(400, result.error)
    try:
        result = replace(result, rows=list(rows(result)))
    except LateError as error:
        raise ApiError(400, str(error)) from None
    chosen = TASK_FORMATS[result_format]
    data = b"".join(chosen.write(result))
    return Rendered(data, len(list(result.rows)), chosen.media_type, result)
