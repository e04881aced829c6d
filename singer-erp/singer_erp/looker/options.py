"""What all commands of Looker take."""

from __future__ import annotations

from collections.abc import Callable  # msgspec reads the annotation
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from singer_erp.audit.log import AuditLog, default_url
from singer_erp.http.factory import Vendor
from singer_erp.looker.connection import instance_url, open_instance
from singer_erp.looker.errors import LOGIN_RULES, RULES, read_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_erp.looker.instance import Instance

VERSION = version("singer-erp")
_SECRET = {"secret": True}


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a command.

    Attributes:
        api_url: The instance.
        client_id: Of the API key.
        client_secret: Of the API key.
        audit_url: The audit log; None for the user's own.
        allow_http: Whether `api_url` of another host may be unencrypted.
        user_agent: Value of the User-Agent header; None for singer-erp's.
        request_timeout_seconds: Maximum seconds of a request.
        wait_seconds: Maximum wait for what Looker does by itself.
        poll_seconds: Wait between two looks at it.
        sleep: Waits.
    """

    api_url: str
    client_id: str
    client_secret: str
    audit_url: str | None
    allow_http: bool
    user_agent: str | None
    request_timeout_seconds: int
    wait_seconds: int
    poll_seconds: int
    sleep: Callable[[float], None]

    @contextmanager
    def connected(self, secrets: Mapping[str, str] | None = None) -> Iterator[Instance]:
        """Yield the instance and log out at the end.

        Args:
            secrets: Values by name that no message may show, in addition to the API key's.

        Raises:
            ConfigError: An option is not valid.
        """
        environment = {"properties": dict.fromkeys(secrets or {}, _SECRET)}
        schema = {"properties": {"client_secret": _SECRET, "environment": environment}}
        vendor = Vendor("Looker", RULES, read_message, token_rules=LOGIN_RULES, settings=schema)
        config: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                *("api_url", "client_id", "client_secret", "allow_http", "user_agent"),
                "request_timeout_seconds",
            )
        }
        config |= {"max_concurrency": 1, "environment": dict(secrets or {})}
        instance = open_instance(vendor, config, f"singer-erp/{VERSION}", self.sleep)
        try:
            yield instance
        finally:
            instance.close()

    @contextmanager
    def audited(self) -> Iterator[AuditLog]:
        """Yield the audit log."""
        log = AuditLog(self.audit_url or default_url())
        try:
            yield log
        finally:
            log.close()

    def destination(self, owner: str) -> str:
        """Return how the audit log names the plans of an owner on the instance.

        Without the port: an instance is the same one behind another port or a local proxy.
        """
        return f"{urlsplit(instance_url(self.api_url)).hostname}/{owner}"
