"""`POST /query/v1/suiteql`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite.call import collection
from erp_sandbox.netsuite.errors import ApiError, gateway_timeout
from erp_sandbox.netsuite.paging import Window
from erp_sandbox.netsuite.suiteql import SuiteQLError, execute

if TYPE_CHECKING:
    from starlette.responses import Response

    from erp_sandbox.netsuite.call import Call
    from erp_sandbox.netsuite.limits import Governor

PATH = "/query/v1/suiteql"
MAX_SECONDS = 900
"""A request that takes longer is stopped."""
_SERVER_ERROR = 500


def run_query(call: Call, now: datetime, governor: Governor) -> Response:
    """Return one page of a query, or the page of a gateway that waited for 15 minutes.

    Raises:
        ApiError: 400 for a wrong header, body, parameter or query; 415 for another media type;
            500 for a column whose formula fails.
    """
    _check_headers(call)
    query = _query(call.body)
    call.entry.query = query
    account = call.account
    window = Window.parse(call.request.query_params, account.row_cap)
    with call.store.cursor() as connection:
        try:
            page = execute(
                query,
                account=account,
                connection=connection,
                now=now.astimezone(UTC),
                limit=window.size,
                offset=window.offset,
                seed=call.seed,
                counts_rows_read=governor.rows_per_second is not None,
            )
        except SuiteQLError as error:
            raise _refusal(error) from error
    call.entry.rows_read = page.rows_read
    call.entry.query_seconds = governor.query_seconds(page.rows_read)
    if call.entry.query_seconds >= MAX_SECONDS:
        return gateway_timeout()
    call.entry.rows = len(page.items)
    items: list[dict[str, Any]] = [{"links": [], **item} for item in page.items]
    return collection(window.collection(call.root + PATH, items, page.total))


def _refusal(error: SuiteQLError) -> ApiError:
    locator = None if error.status >= _SERVER_ERROR else ("o:errorQueryParam", "q")
    return ApiError(error.status, error.code, error.detail, locator=locator)


def _check_headers(call: Call) -> None:
    headers = call.request.headers
    preferences = [part.strip().lower() for part in headers.get("prefer", "").split(",")]
    if "transient" not in preferences:
        raise ApiError(
            400,
            "INVALID_HEADER",
            "The required request header 'Prefer' is missing or its value is not 'transient'.",
            locator=("o:errorHeader", "Prefer"),
        )
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiError(415, None, "The content type must be application/json.")


def _query(body: bytes) -> str:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise ApiError(400, "INVALID_CONTENT", "The request body is not valid JSON.") from error
    if not isinstance(content, dict) or not isinstance(content.get("q"), str):
        raise ApiError(
            400,
            "INVALID_CONTENT",
            "The request body must be an object with the query in 'q'.",
            locator=("o:errorPath", "q"),
        )
    if unknown := content.keys() - {"q"}:
        raise ApiError(
            400,
            "INVALID_CONTENT",
            f"Unknown property '{min(unknown)}' in the request body.",
            locator=("o:errorPath", min(unknown)),
        )
    query: str = content["q"]
    return query
