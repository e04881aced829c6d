"""The connection factory: a plugin's settings and its vendor's table become HTTP clients."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.http.client import HttpClient
from singer_erp.http.limits import CallBudget, ConcurrencyLimit, Limits
from singer_erp.http.urls import check_url
from singer_erp.plugin.shutdown import hold
from singer_erp.redaction import Redactor, secret_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import requests

    from singer_erp.errors import Rule, VendorMessage
    from singer_erp.http.client import Authenticator
    from singer_erp.http.rates import Rate, RateLimiter


@dataclass(frozen=True)
class Vendor:
    """One vendor's HTTP interface as data; each plugin's `connection.py` holds its own.

    Attributes:
        name: The vendor's name, for messages.
        rules: Error table of the API; see `errors.decide`.
        read_message: Reads an error response of the API or the token endpoint.
        api_url: Default root of the API; empty if each account has its own.
        token_url: Default token endpoint: a URL, or a path below `api_url`.
        token_rules: Error table of the token endpoint.
        token_headers: Headers of token requests.
        headers: Headers of API requests.
        rates: Rate table; empty if the vendor publishes none.
        settings: JSON schema of the plugin's settings, which says what is secret.
    """

    name: str
    rules: Sequence[Rule]
    read_message: Callable[[requests.Response], VendorMessage]
    api_url: str = ""
    token_url: str = ""
    token_rules: Sequence[Rule] = ()
    token_headers: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    rates: Sequence[Rate] = ()
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


class ConnectionFactory:
    """Creates the HTTP clients of one run.

    The settings it reads mean the same in every plugin: `api_url`, `token_url`, `allow_http`,
    `user_agent`, `request_timeout_seconds`, `max_concurrency`, `call_budget` and
    `rate_limit_path`.

    Args:
        vendor: The vendor's table.
        config: The plugin's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries and for rates; tests pass their own.
        budget: The setting that holds the calls that the clients may make.

    Raises:
        ConfigError: `api_url`, `token_url` or `user_agent` is not valid.
    """

    def __init__(
        self,
        vendor: Vendor,
        config: Mapping[str, Any],
        user_agent: str,
        sleep: Callable[[float], None] = time.sleep,
        budget: str = "call_budget",
    ) -> None:
        self._vendor = vendor
        self._config = config
        self._sleep = sleep
        self._budget = CallBudget(config.get(budget), budget)
        self._options: dict[str, Any] = {
            "read_message": vendor.read_message,
            "user_agent": header_value("user_agent", config.get("user_agent") or user_agent),
            "timeout_seconds": config["request_timeout_seconds"],
            "redactor": Redactor(secret_settings(vendor.settings, config)),
            "allow_http": config.get("allow_http", False),
            "sleep": sleep,
        }
        self.api_url = self.url("api_url", config.get("api_url") or vendor.api_url)
        token_url = config.get("token_url") or vendor.token_url
        if token_url.startswith("/"):
            token_url = self.api_url + token_url
        self.token_url = self.url("token_url", token_url) if token_url else ""

    def url(self, setting: str, url: str) -> str:
        """Return the URL of a setting without a trailing slash.

        Raises:
            ConfigError: It is not valid, or not encrypted.
        """
        shown = url.rpartition("@")[2]
        check_url(url, f"`{setting}` {shown!r}", allow_http=self._options["allow_http"])
        return url.rstrip("/")

    def client(
        self,
        auth: Authenticator | None = None,
        *,
        rates: Iterable[Rate] | None = None,
        account: str = "",
    ) -> HttpClient:
        """Return a client of the API with limits of its own; the call budget is the run's.

        Args:
            auth: Credentials.
            rates: Rates instead of the vendor's, where settings change them.
            account: What the vendor limits by, such as a company, for rates that processes share.

        Raises:
            ConfigError: The file of the setting `rate_limit_path` cannot be used.
        """
        limits = Limits(
            ConcurrencyLimit(self._config["max_concurrency"]),
            self._rate_limiter(self._vendor.rates if rates is None else tuple(rates), account),
            self._budget,
        )
        return HttpClient(
            self._vendor.name,
            rules=self._vendor.rules,
            api_url=self.api_url,
            headers=self._vendor.headers,
            auth=auth,
            limits=limits,
            **self._options,
        )

    def _rate_limiter(self, rates: Sequence[Rate], account: str) -> RateLimiter | None:
        if not rates:
            return None
        from singer_erp.http.rates import RateLimiter  # noqa: PLC0415  # slow to import

        return RateLimiter(
            rates,
            path=self._config.get("rate_limit_path"),
            name=f"{self._vendor.name} {account}".rstrip(),
            sleep=self._sleep,
        )

    def token_client(self) -> HttpClient:
        """Return a client of the token endpoint; its requests count against no limit."""
        return HttpClient(
            self._vendor.name,
            rules=self._vendor.token_rules,
            headers=self._vendor.token_headers,
            **(self._options | {"sleep": self._sleep_interruptibly}),
        )

    def _sleep_interruptibly(self, seconds: float) -> None:
        """Wait before the next try of a token request, when no token is on its way."""
        with hold.released():
            self._sleep(seconds)


def header_value(setting: str, value: str, encoding: str = "ascii") -> str:
    """Return a setting that is sent as a header.

    Args:
        setting: Its name.
        value: Its value.
        encoding: Of the header.

    Raises:
        ConfigError: HTTP does not allow it.
    """
    is_encodable = value == value.encode(encoding, errors="ignore").decode(encoding)
    if not is_encodable or not value.isprintable() or value != value.strip():
        raise ConfigError(
            f"`{setting}` has characters that HTTP headers do not allow",
            f"Write it on one line, without spaces around it, in {encoding.upper()}",
        )
    return value
