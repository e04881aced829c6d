"""Acumatica's error responses.

The status says little: 500 stands for wrong credentials, unknown fields and missing records as
well. The code is therefore the class of the server's exception, or one of those below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from singer_erp.errors import Action, Rule, VendorMessage, only
from singer_erp.http.bodies import at, json_or_none, text_at
from singer_erp.http.failures import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

NO_SEAT = "API Login Limit"
"""All API sessions of the license or of the user are taken."""
NOT_OPTIMIZED = "Optimization"
"""A list cannot be read in one query, because a field is computed ("BQL delegate")."""
WRONG_PASSWORD = "Invalid credentials"  # noqa: S105  # a code
BUSY = "Busy"
"""A long-running operation of the session blocks the form (the text is unconfirmed)."""
UNKNOWN_FIELD = "KeyNotFoundException"
NO_SETUP = "PXSetupNotEnteredException"
INVALID = "Validation"
"""A record has errors, which its fields and lines name."""
NO_RECORD = "NoEntitySatisfiesTheConditionException"

_SEAT_ADVICE = (
    "Wait until other integrations sign out, lower `max_concurrency`, raise "
    "`session_wait_seconds`, or see who is signed in on the screens SM604000 and SM201010"
)
_LIMIT_ADVICE = "Run fewer integrations at once: the license limits their requests (SM604000)"
_USER_ADVICE = (
    "Check `username`, `password` and `tenant`; do not run again before: users get locked"
)
_CLIENT_ADVICE = "Check `client_id` and `client_secret`, and the flow of the application (SM303010)"
# "License Restrictions for API Users"; which shape a missing seat has depends on the build.
SESSION_RULES = (
    Rule(range(300, 600), Action.FAIL, _SEAT_ADVICE, NO_SEAT),
    Rule(only(302), Action.REAUTHENTICATE, "Check `api_url`, `username` and its rights", "Login"),
    Rule(only(401), Action.REAUTHENTICATE, "Check the credentials and the user's rights"),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
)
TOKEN_RULES = (
    Rule(range(300, 600), Action.FAIL, _SEAT_ADVICE, NO_SEAT),
    Rule(range(400, 501), Action.REAUTHENTICATE, _USER_ADVICE, WRONG_PASSWORD),
    Rule(range(400, 501), Action.REAUTHENTICATE, _USER_ADVICE, "invalid_grant"),
    Rule(range(400, 402), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    Rule(only(404), Action.FAIL, "Check `api_url` and `token_url`"),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
    # The server's own exceptions: unknown tenants, locked users.
    Rule(only(500), Action.REAUTHENTICATE, _USER_ADVICE, "PXException"),
    Rule(only(500), Action.REAUTHENTICATE, _USER_ADVICE, "PXUndefinedCompanyException"),
    Rule(range(500, 600), Action.RETRY, "Acumatica failed; try later"),
)
# Of users who are locked or disabled as well: each further try would keep them locked.
_REJECTED = (WRONG_PASSWORD, "locked out", "account is disabled")
_LOGIN_PATHS = ("/entity/auth/login", "/identity/connect/token")
_UNPROCESSABLE = 422
_NOT_FIELDS = {"error", "files", "_links", "modelState"}


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of a response: `HttpError`, OAuth, an entity, or a redirect."""
    body = json_or_none(response)
    if response.is_redirect:
        return _from_redirect(response.headers.get("Location", ""))
    text = text_at(body, "exceptionMessage") or text_at(body, "message")
    inner = at(body, "error", "innererror")  # of OData (unconfirmed, as ASP.NET has it)
    text = text or text_at(inner, "message") or text_at(body, "error", "message")
    code = (text_at(body, "exceptionType") or text_at(inner, "type")).rpartition(".")[2]
    is_login = path_of(response.request).endswith(_LOGIN_PATHS) if response.request else False
    stack = text_at(body, "stackTrace")
    if response.status_code == _UNPROCESSABLE or at(body, "entity") is not None:
        errors = [f"{path}: {why}" if path else why for path, why in entity_errors(body)]
        code, text = code or INVALID, "; ".join(errors) or text
    elif error := text_at(body, "error"):
        code, text = error, text_at(body, "error_description")
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
    elif "previous operation has not been completed" in text:
        code = BUSY
    elif is_login and any(part in text for part in _REJECTED):
        code = WRONG_PASSWORD
    return VendorMessage(code or None, text, request_id(response))


def entity_errors(body: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and error of a rejected record: those of its fields and lines come first.

    The body is the entity itself, with an `error` wherever something is wrong; in some builds it is
    within an `HttpError` ("Error Codes", 422).
    """
    if isinstance(body, list):
        for number, line in enumerate(body):
            yield from entity_errors(line, f"{path}[{number}]")
    elif isinstance(body, dict):
        for name, value in body.items():
            if name not in _NOT_FIELDS:
                inner = path if name == "entity" else f"{path}.{name}".lstrip(".")
                yield from entity_errors(value, inner)
        if isinstance(error := body.get("error"), str) and error:
            yield path, error


def _from_redirect(location: str) -> VendorMessage:
    """Return the message of a redirect to the site's error page, or to its sign-in page."""
    parts = urlsplit(location)
    [text, *_] = parse_qs(parts.query).get("message", [""])
    code = NO_SEAT if "API login" in text or NO_SEAT in text else None
    if "/Frames/Login.aspx" in parts.path:
        code = "Login"
    return VendorMessage(code, text or f"redirected to {parts.path}", None)


def request_id(response: requests.Response) -> str | None:
    """Return the instance's id of a request (unconfirmed: a header or a cookie)."""
    return response.headers.get("X-Request-Id") or response.cookies.get("requestid")
