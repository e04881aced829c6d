"""NetSuite's error answers, and what follows from each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.errors import Action, ErpError, Rule, VendorError, VendorMessage, only

if TYPE_CHECKING:
    import requests

_DETAIL_LENGTH = 500

_LOGIN_ADVICE = (
    "Check `account_id`, the credentials and that the role may log in with them; Setup > "
    "Users/Roles > View Login Audit Trail names the exact cause"
)
# Help pages "Error Handling in REST Web Services" and "Concurrency Governance".
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _LOGIN_ADVICE),
    Rule(only(403), Action.FAIL, "Give the role the permission REST Web Services and a log-in one"),
    Rule(only(404), Action.FAIL, "Check `account_id` and `api_url`"),
    Rule(
        only(429), Action.SLOW_DOWN, "Lower `max_concurrency`: other integrations share the slots"
    ),
    Rule(range(500, 600), Action.RETRY, "NetSuite failed; try later, see its status page"),
)

_CLIENT_ADVICE = (
    "Check `client_id`, `certificate_id` and `private_key` belong together, the certificate is "
    "neither expired nor revoked, and `account_id` is the account they were made in"
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
    """NetSuite's id of a request; the header's name is not confirmed by Oracle's help."""
    return response.headers.get("X-N-OperationId")


def read_message(response: requests.Response) -> VendorMessage:
    """The code and words of an error answer.

    Takes the REST envelope (`o:errorDetails`), the token endpoint's `{"error": …}`, and the HTML
    or empty bodies of gateways, of which nothing is quoted.
    """
    asked = request_id(response)
    try:
        body = response.json()
    except ValueError:
        return VendorMessage(None, "", asked)
    if not isinstance(body, dict):
        return VendorMessage(None, "", asked)
    if isinstance(body.get("error"), str):
        detail = str(body.get("error_description", ""))
        return VendorMessage(body["error"], detail[:_DETAIL_LENGTH], asked)
    details: list[dict[str, Any]] = body.get("o:errorDetails") or [{}]
    code = details[0].get("o:errorCode") or body.get("o:errorCode")
    words = " ".join(str(entry.get("detail", "")) for entry in details)
    return VendorMessage(code, words[:_DETAIL_LENGTH], asked)


def missing_table(error: ErpError) -> str | None:
    """The table an error says the role or account lacks."""
    found = _MISSING_TABLE.search(error.detail)
    return (found[1] or found[2]) if found else None


def missing_column(error: ErpError) -> str | None:
    """The column an error says does not exist or is not exposed, in lower case."""
    found = _MISSING_COLUMN.search(error.detail)
    return (found[1] or found[2]).lower() if found else None


def unsupported_search(error: ErpError) -> bool:
    """Whether the query used something this account's SuiteQL does not do."""
    return isinstance(error, VendorError) and "Invalid or unsupported search" in error.detail
