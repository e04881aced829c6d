"""Salesforce's error responses and how each is handled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, rejected
from singer_erp.errors import Action, Rule, VendorError, VendorMessage, only
from singer_erp.http.bodies import at, json_or_none, text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    import requests

_MIN_QUOTED = 4
_CONCURRENT = "CONCURRENT_REQUESTS"

_LOGIN_ADVICE = (
    "Check the credentials, that the user is pre-authorized for the app, and `api_url`; the user's "
    "login history in Setup names the exact cause"
)
# REST API Developer Guide, "Status Codes and Error Responses".
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _LOGIN_ADVICE),
    Rule(only(403), Action.SLOW_DOWN, "Lower `max_concurrency`", code=_CONCURRENT),
    Rule(
        only(403),
        Action.FAIL,
        "The org has used its API requests of 24 hours: run again later, or buy more. Confirmed "
        "records are not sent again",
        code="REQUEST_LIMIT_EXCEEDED",
    ),
    Rule(only(403), Action.FAIL, "Give the integration user the permission API Enabled"),
    Rule(only(400), Action.RETRY, "Run again when fewer jobs write", code="UNABLE_TO_LOCK_ROW"),
    Rule(only(404), Action.FAIL, "Check `api_url`, `api_version` and the names in `mappings`"),
    Rule(only(410), Action.FAIL, "This version is retired: raise `api_version`"),
    Rule(only(429), Action.SLOW_DOWN, "Lower `max_concurrency`"),
    Rule(
        range(500, 600), Action.RETRY, "Salesforce failed; see its status page, and run again later"
    ),
)
# Help article "OAuth 2.0 Error Codes".
TOKEN_RULES = (
    Rule(only(400), Action.RETRY, "Run again later", code="unknown_error"),
    Rule(only(400), Action.SLOW_DOWN, "Log in less often", code="rate_limit_exceeded"),
    Rule(range(400, 402), Action.REAUTHENTICATE, _LOGIN_ADVICE),
    *RULES[1:],
)

# Messages that quote record contents, which must not reach logs or the audit log.
_QUOTED = (
    (re.compile(r"(data value too large: ).*( \(max length=\d+\))", re.DOTALL), r"\1…\2"),
    (re.compile(r"(invalid email address: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(bad value for restricted picklist field: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(value not of required type: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(id value of incorrect type: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(value outside of valid range on numeric field: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(invalid date: ).*", re.DOTALL), r"\1…"),
    (re.compile(r"(VALUE_\w+ value ).*?( or request| at \[line)", re.DOTALL), r"\1…\2"),
)
_REQUEST_ID = "X-Request-Id"  # not documented for all answers (unconfirmed)


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of an error response: JSON array, JSON object or HTML."""
    request_id = response.headers.get(_REQUEST_ID)
    body = json_or_none(response)
    if isinstance(body, list):
        body = at(body, 0)
    code = text_at(body, "errorCode") or text_at(body, "error")
    detail = text_at(body, "message") or text_at(body, "error_description")
    if code == "REQUEST_LIMIT_EXCEEDED" and detail.startswith("Concurrent"):
        code = _CONCURRENT
    return VendorMessage(code or None, _redact(detail), request_id)


def rejection(code: str, message: str, fields: tuple[str, ...], values: Iterable[Any]) -> Outcome:
    """Return the outcome of a row that Salesforce rejected.

    Args:
        code: Salesforce's error code.
        message: Its message.
        fields: The fields it names.
        values: The row's values, which are removed from the message.

    Raises:
        VendorError: The org's storage is full.
    """
    if code == "STORAGE_LIMIT_EXCEEDED":
        raise VendorError(
            "The org's storage is full", "Delete records or buy storage, and run again", code=code
        )
    missing = code == "INVALID_FIELD" and message.startswith("Foreign key external ID")
    return rejected(code, _redact(message, values), *fields, parent_missing=missing)


def _redact(text: str, values: Iterable[Any] = ()) -> str:
    """Return an error message without the values it quotes: those of the row, and any others."""
    for pattern, replacement in _QUOTED:
        text = pattern.sub(replacement, text)
    texts = {str(value) for value in values}
    # The longest first: one may contain another. Short ones are parts of words.
    for value in sorted(texts, key=len, reverse=True):
        if len(value) >= _MIN_QUOTED:
            text = text.replace(value, "…")
    return text
