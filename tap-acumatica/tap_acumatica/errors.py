"""Acumatica's error responses and how to handle each.

The status says little: 500 stands for wrong credentials, unknown fields and missing records as
well. The code is therefore the class of the server's exception, or one of those below.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from singer_erp.errors import Action, Rule, StreamError, VendorMessage, only
from singer_erp.http.bodies import json_or_none, text_at
from singer_erp.http.failures import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests
    from singer_erp.errors import ErpError

NO_SEAT = "API Login Limit"
"""All API sessions of the license or of the user are taken."""
NOT_OPTIMIZED = "Optimization"
"""A list cannot be read in one query, because a field is computed ("BQL delegate")."""
WRONG_PASSWORD = "Invalid credentials"  # noqa: S105  # a code
UNKNOWN_FIELD = "KeyNotFoundException"
NO_SETUP = "PXSetupNotEnteredException"
NO_RECORD = "NoEntitySatisfiesTheConditionException"

_SEAT_ADVICE = (
    "Wait until other integrations sign out, lower `max_concurrency`, raise "
    "`session_wait_seconds`, or see who is signed in on the screens SM604000 and SM201010"
)
_LIMIT_ADVICE = "Run fewer integrations at once: the license limits their requests (SM604000)"
_USER_ADVICE = (
    "Check `username`, `password` and `tenant`; do not run again before: users get locked"
)
_FIELD_ADVICE = "Run discovery again: the endpoint has changed, or the catalog is of another one"
# "License Restrictions for API Users"; which shape a missing seat has depends on the build.
RULES = (
    Rule(range(300, 600), Action.FAIL, _SEAT_ADVICE, NO_SEAT),
    Rule(only(302), Action.REAUTHENTICATE, "Check `api_url`, `username` and its rights", "Login"),
    Rule(only(401), Action.REAUTHENTICATE, "Check the credentials and the user's rights"),
    Rule(only(403), Action.FAIL, "Give the user's role access to the form, or deselect the stream"),
    Rule(only(404), Action.FAIL, "Check `api_url`, `endpoint_name` and `endpoint_version`"),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
    Rule(only(500), Action.FAIL, "Deselect the columns that the message names", NOT_OPTIMIZED),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, UNKNOWN_FIELD),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, "ODataException"),
    Rule(only(500), Action.FAIL, "Save the form's settings, or deselect the stream", NO_SETUP),
    Rule(only(500), Action.FAIL, _FIELD_ADVICE, NO_RECORD),
    Rule(range(500, 600), Action.RETRY, "Acumatica failed; try later, or lower `page_size`"),
)
_CLIENT_ADVICE = "Check `client_id` and `client_secret`, and the flow of the application (SM303010)"
TOKEN_RULES = (
    Rule(range(300, 600), Action.FAIL, _SEAT_ADVICE, NO_SEAT),
    Rule(range(400, 501), Action.REAUTHENTICATE, _USER_ADVICE, WRONG_PASSWORD),
    Rule(range(400, 501), Action.REAUTHENTICATE, _USER_ADVICE, "invalid_grant"),
    Rule(range(400, 402), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    Rule(only(404), Action.FAIL, "Check `api_url` and `token_url`"),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
    # The server's own exceptions: unknown tenants, locked users.
    Rule(only(500), Action.FAIL, _USER_ADVICE, "PXException"),
    Rule(only(500), Action.FAIL, _USER_ADVICE, "PXUndefinedCompanyException"),
    Rule(range(500, 600), Action.RETRY, "Acumatica failed; try later"),
)
# What is of one entity: the others can be read.
_OF_ENTITY = {403, 404}
_CODES_OF_ENTITY = {NOT_OPTIMIZED, UNKNOWN_FIELD, "ODataException", NO_SETUP, NO_RECORD}
_DELEGATE = re.compile(r"([\w/.]+): View \w+ has BQL delegate")
_LOGIN_PATHS = ("/entity/auth/login", "/identity/connect/token")


def delegate_fields(detail: str) -> Iterator[str]:
    """Yield the fields that a message says cannot be read in lists."""
    yield from _DELEGATE.findall(detail)


def of_stream(error: ErpError) -> ErpError:
    """Return the error of a stream if what was rejected is of one entity only."""
    if error.status not in _OF_ENTITY and error.code not in _CODES_OF_ENTITY:
        return error
    return StreamError(
        error.reason,
        error.instruction,
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


def unknown_shape(what: str) -> StreamError:
    """Return the error for data that is not as the endpoint describes it."""
    return StreamError(
        f"Acumatica sent {what} in a shape that is not known",
        "Run again; if it happens again, report it and deselect the stream until it is fixed",
    )


def request_id(response: requests.Response) -> str | None:
    """Return the instance's id of a request (unconfirmed: a header or a cookie)."""
    return response.headers.get("X-Request-Id") or response.cookies.get("requestid")


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of a response: `HttpError`, OAuth, a redirect, or neither."""
    body = json_or_none(response)
    if response.is_redirect:
        return _from_redirect(response.headers.get("Location", ""))
    text = text_at(body, "exceptionMessage") or text_at(body, "message")
    text = text or text_at(body, "error", "message")  # of OData
    code = text_at(body, "exceptionType").rpartition(".")[2]
    if error := text_at(body, "error"):
        code, text = error, text_at(body, "error_description")
    is_login = path_of(response.request).endswith(_LOGIN_PATHS) if response.request else False
    stack = text_at(body, "stackTrace")
    if (
        NO_SEAT in text
        or "CheckApiUsersLimits" in stack
        or (
            is_login and response.status_code == 429  # noqa: PLR2004  # IIS's form of it
        )
    ):
        code = NO_SEAT
    elif "Optimization cannot be performed" in text:
        code = NOT_OPTIMIZED
    elif is_login and WRONG_PASSWORD in text:
        code = WRONG_PASSWORD
    return VendorMessage(code or None, text, request_id(response))


def _from_redirect(location: str) -> VendorMessage:
    """Return the message of a redirect to the site's error page, or to its sign-in page."""
    parts = urlsplit(location)
    [text, *_] = parse_qs(parts.query).get("message", [""])
    code = NO_SEAT if "API login" in text or NO_SEAT in text else None
    if "/Frames/Login.aspx" in parts.path:
        code = "Login"
    return VendorMessage(code, text or f"redirected to {parts.path}", None)
