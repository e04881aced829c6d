"""Intuit's error responses and how to handle each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from singer_erp.errors import Action, Rule, VendorMessage, only
from singer_erp.http.bodies import at, json_or_none, text_at

if TYPE_CHECKING:
    import requests

_CREDENTIALS_ADVICE = "Run `tap-quickbooks login`, or check `client_id` and `client_secret`"
_QUOTA_ADVICE = (
    "Lower `calls_per_minute`; if that does not help, the month's calls of the app's tier are used "
    "up: wait, or choose a higher tier"
)
# "Error codes", "API call limits and throttles".
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _CREDENTIALS_ADVICE, code="3200"),
    Rule(only(401), Action.REAUTHENTICATE, _CREDENTIALS_ADVICE, code="100"),
    Rule(only(401), Action.FAIL, "Let an admin of the company run `tap-quickbooks login`"),
    Rule(only(403), Action.SLOW_DOWN, _QUOTA_ADVICE, code="3001"),
    Rule(
        only(403),
        Action.FAIL,
        "Check `realm_ids`, and that the keys (development or production) are those of `api_url`",
    ),
    Rule(only(400), Action.FAIL, "The company's subscription has ended: renew it", code="6190"),
    Rule(only(400), Action.FAIL, "The company does not use this: deselect it", code="5020"),
    Rule(
        only(400),
        Action.FAIL,
        "Report this error: the tap sent a request that QuickBooks does not support",
    ),
    Rule(only(404), Action.FAIL, "Check `api_url` and `realm_ids`"),
    Rule(only(429), Action.SLOW_DOWN, _QUOTA_ADVICE),
    Rule(range(500, 600), Action.RETRY, "QuickBooks failed; try later, or lower `page_size`"),
)
_CLIENT_ADVICE = "Check `client_id` and `client_secret`, and that they are for this environment"
TOKEN_RULES = (
    Rule(range(400, 402), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    Rule(only(429), Action.SLOW_DOWN, "Run the tap less often"),
    Rule(range(500, 600), Action.RETRY, "Intuit's token service failed; try later"),
)


def request_id(response: requests.Response) -> str | None:
    """Return Intuit's id of a request."""
    return response.headers.get("intuit_tid")


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of a response: JSON, XML, OAuth, or a gateway's HTML."""
    id_ = request_id(response)
    body = json_or_none(response)
    if body is None:
        return _from_xml(response.content, id_)
    if code := text_at(body, "error"):
        return VendorMessage(code, text_at(body, "error_description"), id_)
    return fault_in(body, id_) or VendorMessage(None, "", id_)


def fault_in(body: Any, id_: str | None) -> VendorMessage | None:
    """Return the fault of a response, which may have status 200; None if it has none."""
    fault = at(body, "Fault") or at(body, "fault")
    if not fault:
        return None
    error = at(fault, "Error", 0) or at(fault, "error", 0)
    found = (
        {name.lower(): value for name, value in error.items()} if isinstance(error, dict) else {}
    )
    detail = text_at(found, "detail") or text_at(found, "message")
    return VendorMessage(text_at(found, "code"), _without_token(detail), id_)


def _from_xml(content: bytes, id_: str | None) -> VendorMessage:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return VendorMessage(None, "", id_)  # the last two: of its encoding
    parts = {element.tag.rpartition("}")[2]: element for element in root.iter()}
    if "Error" not in parts:
        return VendorMessage(None, "", id_)
    message = parts["Message"].text if "Message" in parts else ""
    return VendorMessage(parts["Error"].get("code"), _without_token(message or ""), id_)


def _without_token(detail: str) -> str:
    """Return a message without the token that it quotes."""
    return detail.split("Token expired:", maxsplit=1)[0] or "Token expired"
