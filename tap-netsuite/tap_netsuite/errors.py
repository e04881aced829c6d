"""NetSuite's error responses and how to handle each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from singer_erp.errors import Action, ErpError, Rule, VendorError, VendorMessage, only
from singer_erp.http.bodies import at, json_or_none, text_at

if TYPE_CHECKING:
    import requests

_CREDENTIALS_ADVICE = (
    "Check `account_id`, the credentials and that the role allows them; Setup > Users/Roles > "
    "View Login Audit Trail names the exact cause"
)
# Help pages "Error Handling in REST Web Services" and "Concurrency Governance".
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _CREDENTIALS_ADVICE),
    Rule(
        only(403),
        Action.FAIL,
        "Add the permission REST Web Services and one of *Log in using …* to the role",
    ),
    Rule(only(404), Action.FAIL, "Check `account_id` and `api_url`"),
    Rule(
        only(429), Action.SLOW_DOWN, "Lower `max_concurrency`: other integrations share the slots"
    ),
    Rule(range(500, 600), Action.RETRY, "NetSuite failed; try later, see its status page"),
)

_CLIENT_ADVICE = (
    "Check that `client_id`, `certificate_id` and `private_key` belong together, that the "
    "certificate is neither expired nor revoked, and that `account_id` is their account"
)
# Help page "POST Request to the Token Endpoint and the Access Token Response".
TOKEN_RULES = (
    Rule(only(400), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    Rule(only(401), Action.REAUTHENTICATE, _CLIENT_ADVICE),
    *RULES[1:],
)

_MISSING_TABLE = re.compile(r"Record '(\w+)' was not found|Invalid search type: (\w+)")
_MISSING_COLUMN = re.compile(
    r"Unknown identifier '(?:\w+\.)?(\w+)'|Field '(\w+)' for record '\w+' was not found"
)


def request_id(response: requests.Response) -> str | None:
    """Return NetSuite's id of a request; Oracle's help does not name the header."""
    return response.headers.get("X-N-OperationId")


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of an error response.

    Reads the REST envelope (`o:errorDetails`) and the token endpoint's `{"error": …}`; HTML and
    empty bodies of gateways have neither.
    """
    id_ = request_id(response)
    body = json_or_none(response)
    if code := text_at(body, "error"):
        return VendorMessage(code, text_at(body, "error_description"), id_)
    details = at(body, "o:errorDetails")
    details = details if isinstance(details, list) else []
    code = text_at(details, 0, "o:errorCode") or text_at(body, "o:errorCode")
    detail = " ".join(text_at(entry, "detail") for entry in details)
    return VendorMessage(code or None, detail, id_)


def missing_table(error: ErpError) -> str | None:
    """Return the table that an error reports as missing in the role or account."""
    found = _MISSING_TABLE.search(error.detail)
    return (found[1] or found[2]) if found else None


def missing_columns(error: ErpError) -> set[str]:
    """Return the columns that an error reports as missing or not exposed, in lower case."""
    found = _MISSING_COLUMN.finditer(error.detail)
    return {(match[1] or match[2]).lower() for match in found}


def unsupported_search(error: ErpError) -> bool:
    """Return whether the query used a feature that this account's SuiteQL does not support."""
    return isinstance(error, VendorError) and "Invalid or unsupported search" in error.detail
