"""One run's connection to one org."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError

if TYPE_CHECKING:
    import requests
    from singer_erp.auth.tokens import TokenSource
    from singer_erp.http.client import HttpClient

    from target_salesforce.login import Login, Org

# Not anchored: an app with its own quota appends `per-app-api-usage`.
_USAGE = re.compile(r"(?<!-)api-usage=(\d+)/(\d+)")


class BudgetError(ErpError):
    """The run has used up the requests it may use."""


class Connection:
    """Sends requests to the org a login leads to, and counts them.

    Args:
        client: Sends and authenticates.
        tokens: The session; asked first to learn the org.
        login: Where it led.
        api_version: Like `67.0`.
        call_budget: Most requests of this run; None for no limit.
        usage_limit_percent: Share of the org's daily requests at which the run stops.
    """

    def __init__(  # noqa: PLR0913  # values instead of the target
        self,
        client: HttpClient,
        tokens: TokenSource,
        login: Login,
        *,
        api_version: str,
        call_budget: int | None,
        usage_limit_percent: int,
    ) -> None:
        self._client = client
        self._call_budget = call_budget
        self._usage_limit = usage_limit_percent / 100
        self._usage: tuple[int, int] | None = None
        self._calls = 0
        self._lock = threading.Lock()
        tokens.token()
        assert login.org is not None  # noqa: S101  # a token has an org
        self.org: Org = login.org
        self.data_path = f"/services/data/v{api_version}"

    def send(self, method: str, path: str, **parts: Any) -> requests.Response:
        """Send a request.

        Args:
            method: HTTP method.
            path: Below the version, or from `/services` on as Salesforce's answers name it.
            parts: As `HttpClient.send` takes them.

        Raises:
            BudgetError: `call_budget` or `api_usage_limit_percent` is reached.
            ErpError: As `HttpClient.send`.
        """
        self._spend()
        root = "" if path.startswith("/services") else self.data_path
        response = self._client.send(method, self.org.url + root + path, **parts)
        if found := _USAGE.search(response.headers.get("Sforce-Limit-Info") or ""):
            self._usage = int(found[1]), int(found[2])
        return response

    def get(self, path: str, **parts: Any) -> Any:
        """The JSON answer to a GET."""
        return self.send("GET", path, **parts).json()

    @property
    def calls(self) -> int:
        """Requests sent, repetitions included, logins left out."""
        return self._client.calls.get("calls", 0)

    def _spend(self) -> None:
        with self._lock:
            self._calls += 1
            if self._call_budget is not None and self._calls > self._call_budget:
                raise BudgetError(
                    f"The run has sent the {self._call_budget} requests of `call_budget`",
                    "Run again: what was confirmed is not sent a second time. Or raise it",
                )
        if self._usage is not None:
            used, allowed = self._usage
            if used >= allowed * self._usage_limit:
                raise BudgetError(
                    f"{used} of the org's {allowed} API requests of 24 hours are used",
                    "Run again later, raise `api_usage_limit_percent`, or buy more",
                )
