"""Where destinations lead: to receivers on the loopback interface, whatever host they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

_LOOPBACK = "127.0.0.1"
_DEFAULT_PORTS = {"sftp": 22, "http": 80}


@dataclass(frozen=True)
class Endpoint:
    """A receiver on the loopback interface."""

    port: int
    host: str = _LOOPBACK

    @property
    def url(self) -> str:
        """Its URL, if it speaks HTTP."""
        return f"http://{self.host}:{self.port}"


@dataclass
class Routes:
    """The receivers by the type of destination.

    Attributes:
        endpoints: `email`, `s3`, `sftp` and `webhook`; deliveries of a missing type are only
            recorded.
        host_keys: The fingerprint that each SFTP host had at first. A host with another one is
            not trusted (unconfirmed: the vendor's rule is not published).
    """

    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    host_keys: dict[str, str] = field(default_factory=dict)

    def find(self, kind: str, address: str) -> Endpoint | None:
        """Return the receiver of a destination, None if there is none.

        An address on the loopback interface is used as it is.
        """
        url = urlsplit(address)
        if kind in {"sftp", "webhook"} and url.hostname == _LOOPBACK:
            return Endpoint(url.port or _DEFAULT_PORTS.get(url.scheme, 0))
        return self.endpoints.get(kind)


def folder_of(url: SplitResult) -> str:
    """Return the folder that an address names, without a slash at its ends."""
    return url.path.strip("/")
