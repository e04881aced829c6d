"""The connection to one Salesforce org: its URLs, API usage and HTTP client."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, TypeVar

from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.tokens import TokenSource
from singer_erp.errors import BudgetError
from singer_erp.http.bodies import json_object
from singer_erp.http.factory import ConnectionFactory, Vendor

from target_salesforce.credentials import OrgCredentials, OrgTokens, token_request
from target_salesforce.errors import RULES, TOKEN_RULES, read_message
from target_salesforce.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests
    from singer_erp.http.client import HttpClient

    from target_salesforce.credentials import Org

T = TypeVar("T")

VENDOR = Vendor(
    "Salesforce",
    rules=RULES,
    token_rules=TOKEN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
    token_url="/services/oauth2/token",  # noqa: S106  # a path
)
# Not anchored: an app with a quota of its own adds `per-app-api-usage`.
_USAGE = re.compile(r"(?<!-)api-usage=(\d+)/(\d+)")


class Connection:
    """Sends requests to one org, within its daily API requests.

    Args:
        client: Sends and authenticates.
        org: The org.
        api_version: Like `67.0`.
        usage_limit_percent: Share of the org's daily API requests at which the run stops.
    """

    def __init__(
        self, client: HttpClient, org: Org, *, api_version: str, usage_limit_percent: int
    ) -> None:
        self.org = org
        self.data_path = f"/services/data/v{api_version}"
        self._client = client
        self._usage_limit = usage_limit_percent / 100
        self._usage: tuple[int, int] | None = None

    def send(self, method: str, path: str, **parts: Any) -> requests.Response:
        """Send a request; arguments and errors as for `fetch`."""
        return self.fetch(method, path, lambda response: response, **parts)

    def get(self, path: str, **parts: Any) -> Any:
        """Return the JSON object that a GET request returns."""
        return self.fetch("GET", path, json_object, **parts)

    def fetch(
        self, method: str, path: str, decode: Callable[[requests.Response], T], **parts: Any
    ) -> T:
        """Send a request and return its decoded response.

        Args:
            method: HTTP method.
            path: Below the API version, or from `/services` on as Salesforce's responses have it.
            decode: As for `HttpClient.fetch`.
            parts: As `HttpClient.fetch` takes them.

        Raises:
            BudgetError: `call_budget` or `api_usage_limit_percent` is reached.
            ErpError: As `HttpClient.fetch`.
        """
        if self._usage is not None:
            used, allowed = self._usage
            if used >= allowed * self._usage_limit:
                raise BudgetError(
                    f"{used} of the org's {allowed} API requests of 24 hours are used",
                    "Run again later, raise `api_usage_limit_percent`, or buy more",
                )
        return self._fetch(self._client, method, path, decode, **parts)

    def send_once(self, method: str, path: str, **parts: Any) -> requests.Response:
        """Send a request with one try, also beyond `api_usage_limit_percent`: for cleanup."""
        client = self._client.with_max_tries(1)
        return self._fetch(client, method, path, lambda response: response, **parts)

    def _fetch(
        self,
        client: HttpClient,
        method: str,
        path: str,
        decode: Callable[[requests.Response], T],
        **parts: Any,
    ) -> T:
        root = "" if path.startswith("/services") else self.data_path

        def read(response: requests.Response) -> T:
            if found := _USAGE.search(response.headers.get("Sforce-Limit-Info") or ""):
                self._usage = int(found[1]), int(found[2])
            return decode(response)

        return client.fetch(method, self.org.url + root + path, read, **parts)

    @property
    def calls(self) -> int:
        """Requests sent, including retries, without token requests."""
        return self._client.calls.get("calls", 0)


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Connection:
    """Fetch a token and return the connection to its org.

    Args:
        config: The target's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries; tests pass their own.

    Raises:
        ErpError: A setting is not valid, or Salesforce rejected the credentials.
    """
    factory = ConnectionFactory(VENDOR, config, user_agent, sleep)
    org_tokens = OrgTokens(token_request(config, _endpoint(config, factory)))
    tokens = TokenSource(org_tokens.fetch)
    tokens.token()
    return Connection(
        factory.client(tokens),
        org_tokens.org,
        api_version=config["api_version"],
        usage_limit_percent=config["api_usage_limit_percent"],
    )


def credentials(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> OrgCredentials:
    """Return the credentials that `target-salesforce login` stores; arguments as for `connect`."""
    return OrgCredentials(
        config, _endpoint(config, ConnectionFactory(VENDOR, config, user_agent, sleep))
    )


def _endpoint(config: Mapping[str, Any], factory: ConnectionFactory) -> TokenEndpoint:
    return TokenEndpoint(
        factory.token_client(),
        factory.token_url,
        config["client_id"],
        config.get("client_secret"),
    )
