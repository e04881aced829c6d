"""URLs that requests may go to: encrypted, unless they stay on this computer."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from singer_erp.errors import ConfigError


def check_url(url: str, what: str, *, allow_http: bool) -> None:
    """Refuse a URL that is not valid, or that sends credentials in clear text over a network.

    Args:
        url: The URL.
        what: What holds it, for messages: a setting in backticks.
        allow_http: The setting `allow_http`.

    Raises:
        ConfigError: It is refused.
    """
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname
    except ValueError:
        scheme, host = "", None
    if scheme not in {"http", "https"} or not host:
        raise ConfigError(f"{what} is not a URL", "Write it like https://host/path")
    if scheme == "http" and not allow_http and not _is_loopback(host):
        raise ConfigError(
            f"{what} begins with http://: credentials and records would cross the network "
            f"unencrypted to {host}",
            "Write https://, or set `allow_http` to true if the network is trusted",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
