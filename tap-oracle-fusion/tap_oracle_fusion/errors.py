"""Fusion's error responses and how the tap handles each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from singer_erp.errors import (
    Action,
    Rule,
    StreamError,
    TransientError,
    VendorError,
    VendorMessage,
    only,
)
from singer_erp.http.bodies import at, json_or_none, text_at

if TYPE_CHECKING:
    import requests
    from singer_erp.errors import ErpError

NOT_FOUND, NOT_ACCEPTABLE = 404, 406
EMPTY = "empty body"
"""A 400 without a body, which a later try does not get."""
HTML = "HTML"
"""A page of the container, a firewall or a sign-in, not a response of the resource."""

SOAP = "SOAP fault"
"""A refusal of the services of the BI Cloud Connector."""

_USER_ADVICE = (
    "Check that the user (for `client_credentials` one named like `client_id`, for `trusted_jwt` "
    "also the issuer) is in the Security Console, is active and has the roles of the integration, "
    "and that `oauth_scope` is one of this pod"
)
_ROLE_ADVICE = (
    "Ask the administrator to give the user a role with the privilege of this REST resource "
    "(Security Console), or deselect the stream"
)
_SIGN_IN_ADVICE = (
    "Ask the administrator to let the user in: REST needs the roles of the resource, BICC the "
    "role BIA_ADMINISTRATOR_DUTY"
)
_FIREWALL_ADVICE = (
    "A firewall refuses the request: ask the administrator to allow this address, and this "
    "authentication method for it"
)
RULES = (
    Rule(range(300, 400), Action.FAIL, _SIGN_IN_ADVICE),
    Rule(only(400), Action.RETRY, "Run again; if it happens again, report it", EMPTY),
    Rule(
        only(400),
        Action.FAIL,
        "Run discovery again: the resource has changed, or the catalog is of another pod",
    ),
    Rule(only(401), Action.REAUTHENTICATE, _USER_ADVICE),
    Rule(only(403), Action.FAIL, _FIREWALL_ADVICE, HTML),
    Rule(only(403), Action.FAIL, _ROLE_ADVICE),
    Rule(
        only(404),
        Action.FAIL,
        "Check `api_url` and `resource_version`; if the pod does not have the resource, deselect "
        "the stream",
    ),
    Rule(only(429), Action.SLOW_DOWN, "Run less often, or lower `max_concurrency`"),
    Rule(only(500), Action.FAIL, "See the console of the BI Cloud Connector", SOAP),
    Rule(only(504), Action.RETRY, "Lower `page_size`, or deselect streams of lines"),
    Rule(range(500, 600), Action.RETRY, "Fusion failed, or is being patched; try later"),
)
TOKEN_RULES = (
    Rule(only(400), Action.FAIL, "Copy `oauth_scope` from the application's page", "invalid_scope"),
    Rule(
        only(400),
        Action.FAIL,
        "Ask the administrator of the identity domain to allow the grant to the application",
        "unsupported_grant_type",
    ),
    Rule(
        only(400),
        Action.FAIL,
        "Ask the administrator of the identity domain to allow the grant to the application",
        "unauthorized_client",
    ),
    Rule(
        range(400, 402),
        Action.REAUTHENTICATE,
        "Check `username`, `private_key`, `key_id` and `assertion_audience`: the identity domain "
        "must know the user, and the application its certificate",
        "invalid_grant",
    ),
    Rule(
        range(400, 402),
        Action.REAUTHENTICATE,
        "Check `client_id` and `client_secret` (or `private_key`), and that the application is "
        "active",
    ),
    Rule(only(403), Action.FAIL, _FIREWALL_ADVICE),
    Rule(only(404), Action.FAIL, "Check `token_url`"),
    Rule(only(429), Action.SLOW_DOWN, "The identity domain limits token requests; run less often"),
    Rule(range(500, 600), Action.RETRY, "The identity domain failed; try later"),
)
_OF_RESOURCE = {400, 403, 404}
_SMALLER = {500, 504}
_FAULT = re.compile(r"<faultstring[^>]*>(.*?)</faultstring>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def read_message(response: requests.Response) -> VendorMessage:
    """Return the code and message of a response.

    They are text before framework version 4, JSON from then on, and HTML where the container, a
    firewall or the identity domain answers.
    """
    body = json_or_none(response)
    details = at(body, "o:errorDetails")
    first = details[0] if isinstance(details, list) and details else body
    code = text_at(first, "o:errorCode") or text_at(body, "error")
    text = text_at(first, "detail") or text_at(body, "error_description") or text_at(body, "title")
    if isinstance(details, list) and len(details) > 1:
        text = "; ".join(filter(None, (text_at(one, "detail") for one in details)))
    if response.is_redirect:
        text = "redirected to a sign-in page"
    elif body is None and not response.content.strip():
        code = EMPTY
    elif body is None:
        code, text = _of_page(response.text)
    return VendorMessage(code or None, text, request_id(response))


def request_id(response: requests.Response) -> str | None:
    """Return Fusion's id of a request, the execution context."""
    return response.headers.get("X-ORACLE-DMS-ECID")


def of_stream(error: ErpError) -> ErpError:
    """Return the error of a stream if what was rejected is of one resource only."""
    is_of_resource = isinstance(error, VendorError) and error.status in _OF_RESOURCE
    return as_stream_error(error) if is_of_resource and error.code != HTML else error


def as_stream_error(error: ErpError) -> StreamError:
    """Return an error as the one of a stream."""
    return StreamError(
        error.reason,
        error.instruction,
        request_id=error.request_id,
        status=error.status,
        code=error.code,
        detail=error.detail,
    )


def wants_smaller_page(error: TransientError) -> bool:
    """Return whether a page was too much: it took too long, or one of its records fails.

    An error without a status is one of a connection that ended before the response did.
    """
    return error.status in _SMALLER or error.status is None


def is_of_a_record(error: TransientError) -> bool:
    """Return whether an error is one that the records of a page cause, by JBO's code."""
    return error.status == 500 and error.code not in {None, HTML}  # noqa: PLR2004  # as documented


def unknown_shape(what: str) -> StreamError:
    """Return the error for data that is not as the resource describes it."""
    return StreamError(
        f"Fusion sent {what} in a shape that is not known",
        "Run again; if it happens again, report it and deselect the stream until it is fixed",
    )


def _of_page(text: str) -> tuple[str, str]:
    """Return code and message of a body that is not JSON."""
    if "<" not in text[:200]:
        return "", text
    if fault := _FAULT.search(text):
        return SOAP, fault[1].strip()
    title = _TITLE.search(text)
    return HTML, title[1].strip() if title else ""
