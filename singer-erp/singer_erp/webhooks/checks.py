"""Verification of webhook requests, in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network


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
    """Return a check for a header with a shared secret, as senders without signatures send it."""
    expected = secret.encode()

    def check(request: WebhookRequest) -> None:
        _compare(request, header, expected, "secret")

    return check


def allowed_addresses(networks: Iterable[str], trusted_proxies: Iterable[str] = ()) -> Check:
    """Return a check for the networks the vendor sends from, such as `203.0.113.0/24`.

    Args:
        networks: What is allowed.
        trusted_proxies: Networks whose `X-Forwarded-For` counts.

    Raises:
        ValueError: One of them is not a network.
    """
    known, proxies = _networks(networks), _networks(trusted_proxies)

    def check(request: WebhookRequest) -> None:
        address = _client(request, proxies)
        if address is None or not _in(address, known):
            raise InvalidRequestError("403 Forbidden", "requests from this address are not allowed")

    return check


def from_settings(config: Mapping[str, Any]) -> list[Check]:
    """Return the checks that settings ask for, in addition to a vendor's own.

    Args:
        config: The plugin's settings: `webhook_allowed_addresses`, `webhook_trusted_proxies`,
            `webhook_shared_secret` and `webhook_secret_header`.

    Raises:
        ConfigError: One of them is not valid.
    """
    checks = []
    networks = config.get("webhook_allowed_addresses") or []
    proxies = config.get("webhook_trusted_proxies") or []
    try:
        if networks:
            checks.append(allowed_addresses(networks, proxies))
        _networks(proxies)
    except ValueError as error:
        raise ConfigError(
            f"`webhook_allowed_addresses` or `webhook_trusted_proxies` is not valid: {error}",
            "List addresses and networks, such as 203.0.113.7 or 203.0.113.0/24",
        ) from None
    if secret := config.get("webhook_shared_secret"):
        checks.append(shared_secret(config["webhook_secret_header"], secret))
    return checks


def _client(
    request: WebhookRequest, proxies: Sequence[IPv4Network | IPv6Network]
) -> IPv4Address | IPv6Address | None:
    """Return who sent a request: the last address that is not a trusted proxy's.

    Everything before it in `X-Forwarded-For` is what the sender claims.
    """
    forwarded = request.headers.get("x-forwarded-for", "")
    addresses = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    address = _address(request.address)
    while address is not None and addresses and _in(address, proxies):
        address = _address(addresses.pop())
    return address


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket for both versions shows IPv4 clients as IPv6.
    return getattr(address, "ipv4_mapped", None) or address


def _networks(networks: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    return [ipaddress.ip_network(network) for network in networks]


def _in(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _compare(request: WebhookRequest, header: str, expected: bytes, what: str) -> None:
    given = request.headers.get(header.lower(), "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, expected):
        raise InvalidRequestError("401 Unauthorized", f"the {what} in {header} is missing or wrong")
