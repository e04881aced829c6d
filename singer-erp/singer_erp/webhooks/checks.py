"""Who sent a request: the checks vendors' deliveries are held against, in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class RefusedError(Exception):
    """A request that is not taken.

    Attributes:
        status: The HTTP status that says so.
        reason: A word on it, for the log and the answer.
    """

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Request:
    """A request as it came.

    Attributes:
        headers: By lower-case name.
        body: Raw bytes: signatures are of these.
        address: Where the connection comes from; a proxy's, if there is one in between.
    """

    headers: Mapping[str, str]
    body: bytes
    address: str


class Check(Protocol):
    """Refuses what the vendor did not send."""

    def __call__(self, request: Request) -> None:
        """Let a request pass.

        Raises:
            RefusedError: It is not the vendor's.
        """


def signature(header: str, secret: str) -> Check:
    """A header with the base64 of the body's HMAC-SHA256, as QuickBooks signs."""
    key = secret.encode()

    def check(request: Request) -> None:
        expected = base64.b64encode(hmac.digest(key, request.body, hashlib.sha256))
        _compare(request, header, expected, "signature")

    return check


def shared_secret(header: str, secret: str) -> Check:
    """A header with a secret both sides know: Looker, Acumatica, scripts in NetSuite."""
    expected = secret.encode()

    def check(request: Request) -> None:
        _compare(request, header, expected, "secret")

    return check


def allowed_addresses(networks: Iterable[str]) -> Check:
    """Networks the vendor sends from, such as `203.0.113.0/24`."""
    known = [ipaddress.ip_network(network) for network in networks]

    def check(request: Request) -> None:
        address = ipaddress.ip_address(request.address)
        if not any(address in network for network in known):
            raise RefusedError("403 Forbidden", f"requests from {address} are not allowed")

    return check


def _compare(request: Request, header: str, expected: bytes, what: str) -> None:
    given = request.headers.get(header.lower(), "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, expected):
        raise RefusedError("401 Unauthorized", f"the {what} in {header} is missing or wrong")
