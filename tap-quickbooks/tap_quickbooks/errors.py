"""Intuit's error answers, and what follows from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from singer_erp.errors import Action, Rule, VendorMessage, only

if TYPE_CHECKING:
    import requests

_DETAIL_LENGTH = 300
_LOGIN_ADVICE = "Run `tap-quickbooks login`, or check `client_id` and `client_secret`"
_QUOTA_ADVICE = (
    "Intuit throttles; if it goes on, the month's calls of the app's tier are spent: wait, lower "
    "`calls_per_minute`, or choose a higher tier"
)
# "Error codes", "API call limits and throttles".
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _LOGIN_ADVICE, code="3200"),
    Rule(only(401), Action.REAUTHENTICATE, _LOGIN_ADVICE, code="100"),
    Rule(only(401), Action.FAIL, "Let an admin of the company log in"),
    Rule(only(403), Action.SLOW_DOWN, _QUOTA_ADVICE, code="3001"),
    Rule(
        only(403),
        Action.FAIL,
        "Check `realm_ids`, and that the keys (development or production) are those of `api_url`",
    ),
    Rule(only(400), Action.FAIL, "The company's subscription has ended: renew it", code="6190"),
    Rule(only(400), Action.FAIL, "The company does not use this: deselect it", code="5020"),
    Rule(only(400), Action.FAIL, "Report this: the tap asked what QuickBooks does not answer"),
    Rule(only(404), Action.FAIL, "Check `api_url` and `realm_ids`"),
    Rule(only(429), Action.SLOW_DOWN, _QUOTA_ADVICE),
    Rule(range(500, 600), Action.RETRY, "QuickBooks failed; try later, or lower `page_size`"),
)
_CLIENT_ADVICE = "Check `client_id` and `client_secret`, and that they are of this environment"
TOKEN_RULES = (
    Rule(range(400, 402), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    Rule(only(429), Action.SLOW_DOWN, "Log in less often"),
    Rule(range(500, 600), Action.RETRY, "Intuit's token service failed; try later"),
)


def request_id(response: requests.Response) -> str | None:
    """Intuit's id of a request."""
    return response.headers.get("intuit_tid")


def read_message(response: requests.Response) -> VendorMessage:
    """The code and words of an answer: two JSON envelopes, XML, OAuth, or a gateway's HTML."""
    asked = request_id(response)
    try:
        body: Any = response.json()
    except ValueError:
        return _from_xml(response.content, asked)
    if not isinstance(body, dict):
        return VendorMessage(None, "", asked)
    if isinstance(body.get("error"), str):
        return VendorMessage(body["error"], str(body.get("error_description", "")), asked)
    return fault_in(body, asked) or VendorMessage(None, "", asked)


def fault_in(body: dict[str, Any], asked: str | None) -> VendorMessage | None:
    """The fault an answer carries, also one with status 200; None if it carries none."""
    fault = body.get("Fault") or body.get("fault")
    if not fault:
        return None
    error = {
        k.lower(): v for k, v in ((fault.get("Error") or fault.get("error") or [{}])[0]).items()
    }
    words = error.get("detail") or error.get("message") or ""
    return VendorMessage(str(error.get("code") or ""), _safe(words), asked)


def _from_xml(content: bytes, asked: str | None) -> VendorMessage:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException):
        return VendorMessage(None, "", asked)
    parts = {element.tag.rpartition("}")[2]: element for element in root.iter()}
    if "Error" not in parts:
        return VendorMessage(None, "", asked)
    message = parts["Message"].text if "Message" in parts else ""
    return VendorMessage(parts["Error"].get("code"), _safe(message or ""), asked)


def _safe(words: str) -> str:
    """The words without what they quote of tokens."""
    return words.split("Token expired:", maxsplit=1)[0][:_DETAIL_LENGTH] or "Token expired"
