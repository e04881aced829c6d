"""Looker's errors and how the tap handles each; some come with status 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.errors import Action, Rule, StreamError, VendorError, only
from singer_erp.looker import errors as looker

if TYPE_CHECKING:
    from singer_erp.errors import ErpError

RULES = (
    Rule(
        only(400),
        Action.FAIL,
        "Correct the query in `queries`, or the Look: its fields and filters must be those of the "
        "Explore",
    ),
    *looker.RULES,
)

_OF_STREAM = {400, 403, 404, 422}


def of_stream(error: ErpError) -> ErpError:
    """Return the error of a stream if what was rejected is of one stream only."""
    is_of_stream = isinstance(error, VendorError) and error.status in _OF_STREAM
    if not is_of_stream or error.code == looker.HTML:
        return error
    return StreamError(
        error.reason,
        error.instruction,
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


def in_result(detail: str, request_id: str | None) -> StreamError:
    """Return the error for a query that failed within a response of status 200.

    Args:
        detail: What Looker wrote, without secrets.
        request_id: Looker's id of the request.
    """
    return StreamError(
        f"Looker could not run the query (200 looker_error): {detail or 'no reason given'}",
        "Run the query in Looker (Explore > SQL) and fix the model or the connection",
        request_id=request_id,
        status=200,
        code="looker_error",
        detail=detail,
    )


def stream_error(reason: str, instruction: str, request_id: str | None = None) -> StreamError:
    """Return the error for a result that is not complete, or not what was queried."""
    return StreamError(reason, instruction, request_id=request_id)
