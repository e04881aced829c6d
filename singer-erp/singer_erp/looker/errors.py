"""Looker's error responses, which are JSON from the API and HTML from anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.errors import Action, Rule, VendorMessage, only
from singer_erp.http.bodies import at, json_or_none, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

HTML = "HTML"
"""A page of the web server, a proxy or a load balancer, not a response of the API."""

_URL_ADVICE = (
    "Check `api_url`: it must be the host and port of the API, which some instances have at port "
    "19999"
)
_KEY_ADVICE = (
    "Check `client_id` and `client_secret` (Admin > Users > Edit > API keys), and that the user "
    "is not disabled"
)
_LIMIT_ADVICE = "Run less often, or lower `max_concurrency`: other clients use the instance too"
_FAILED_ADVICE = "Looker or a proxy in front of it failed; try later"
RULES = (
    Rule(only(401), Action.REAUTHENTICATE, _KEY_ADVICE),
    Rule(only(404), Action.FAIL, _URL_ADVICE, HTML),
    Rule(
        only(404),
        Action.FAIL,
        "It does not exist, or the API user may not see it: check the id, the user's role and the "
        "access to the folder",
    ),
    Rule(only(403), Action.FAIL, "Give the role of the API user the permission"),
    Rule(only(400), Action.FAIL, "Correct what the message names"),
    Rule(only(422), Action.FAIL, "Correct what the message names"),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
    Rule(range(500, 600), Action.RETRY, _FAILED_ADVICE),
)
LOGIN_RULES = (
    Rule(only(404), Action.FAIL, _URL_ADVICE, HTML),
    # Wrong keys are "Not found"; malformed requests have been reported as 401.
    Rule(only(404), Action.REAUTHENTICATE, _KEY_ADVICE),
    Rule(range(400, 404), Action.REAUTHENTICATE, _KEY_ADVICE),
    Rule(only(429), Action.SLOW_DOWN, _LIMIT_ADVICE),
    Rule(range(500, 600), Action.RETRY, _FAILED_ADVICE),
)


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of an `Error` or a `ValidationError`."""
    body = json_or_none(response)
    request_id = response.headers.get("X-B3-TraceId")
    if not isinstance(body, dict):
        return VendorMessage(HTML, "", request_id)
    details = list(_details(body))
    code = text_at(body, "errors", 0, "code") or None
    return VendorMessage(
        code, ": ".join(filter(None, (text_at(body, "message"), *details))), request_id
    )


def _details(body: Any) -> Iterator[str]:
    """Yield the errors of a `ValidationError` as one text."""
    errors = at(body, "errors")
    if isinstance(errors, list):
        texts = [
            " ".join(filter(None, (text_at(e, "field"), text_at(e, "code"), text_at(e, "message"))))
            for e in errors
        ]
        yield "; ".join(filter(None, texts))
