"""Verification of webhook requests, in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class InvalidRequestError(Exception):
    """A webhook request that is not accepted.

    Attributes:
        status: The HTTP status of the response.
        reason: The reason, for the log and the response.
    """

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class WebhookRequest:
    """A request as received.

    Attributes:
        headers: By lower-case name.
        body: Raw bytes, which the vendor signs.
        address: Address of the client, or of a proxy in between.
    """

    headers: Mapping[str, str]
    body: bytes
    address: str


class Check(Protocol):
    """Verifies that a request comes from the vendor."""

    def __call__(self, request: WebhookRequest) -> None:
        """Verify a request.

        Raises:
            InvalidRequestError: The vendor did not send it.
        """


def signature(header: str, secret: str) -> Check:
    """Return a check for a header with the body's HMAC-SHA256 in base64, as QuickBooks sends it."""
    key = secret.encode()

    def check(request: WebhookRequest) -> None:
        expected = base64.b64encode(hmac.digest(key, request.body, hashlib.sha256))
        _compare(request, header, expected, "signature")

    return check


def shared_secret(header: str, secret: str) -> Check:
    """Return a check for a header with a shared secret: Looker, Acumatica, NetSuite scripts."""
    expected = secret.encode()

    def check(request: WebhookRequest) -> None:
        _compare(request, header, expected, "secret")

    return check


def allowed_addresses(networks: Iterable[str]) -> Check:
    """Return a check for the networks the vendor sends from, such as `203.0.113.0/24`."""
    known = [ipaddress.ip_network(network) for network in networks]

    def check(request: WebhookRequest) -> None:
        address = ipaddress.ip_address(request.address)
        if not any(address in network for network in known):
            raise InvalidRequestError("403 Forbidden", f"requests from {address} are not allowed")

    return check


def _compare(request: WebhookRequest, header: str, expected: bytes, what: str) -> None:
    given = request.headers.get(header.lower(), "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, expected):
        raise InvalidRequestError("401 Unauthorized", f"the {what} in {header} is missing or wrong")
