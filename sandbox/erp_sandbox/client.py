"""Drives a running sandbox through its control surface."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TIMEOUT_SECONDS = 600


class SandboxError(Exception):
    """A control request the sandbox refused; the text is the sandbox's own."""


class Control:
    """The control surface at a URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        # No proxy: the sandbox is on the loopback interface.
        self._opener = build_opener(ProxyHandler({}))

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        parse_float: Callable[[str], Any] = float,
    ) -> Any:
        """Send one request below `/_control`.

        Returns:
            The decoded answer, or None if it is empty.

        Raises:
            SandboxError: If the sandbox does not understand the request.
        """
        request = Request(  # noqa: S310 - the sandbox's own URL
            f"{self.url}/_control/{path}",
            method=method,
            data=None if body is None else json.dumps(body, default=str).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                content = response.read()
        except HTTPError as error:
            with error:
                raise SandboxError(error.read().decode("utf-8", "replace")) from None
        return json.loads(content, parse_float=parse_float) if content else None


class NetSuiteControl:
    """What can be done to the NetSuite account."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def config(
        self, auth: str = "m2m", *, algorithm: str = "ES256", expired: bool = False
    ) -> dict[str, Any]:
        """Settings of tap-netsuite: `account_id`, `api_url`, `token_url` and credentials.

        Args:
            auth: `m2m` or `tba`.
            algorithm: Key of the assertion: `ES256`, `ES384`, `ES512`, `PS256` (`m2m` only).
            expired: A certificate that is past its life (`m2m` only).
        """
        query = urlencode({"auth": auth, "algorithm": algorithm, "expired": str(expired).lower()})
        settings: dict[str, Any] = self._control.call("GET", f"netsuite/config?{query}")
        return settings

    def environment(self, auth: str = "m2m") -> dict[str, str]:
        """The same settings as environment variables: `TAP_NETSUITE_API_URL` and so on."""
        return {f"TAP_NETSUITE_{name.upper()}": value for name, value in self.config(auth).items()}

    def actions(self) -> dict[str, str]:
        """What `mutate` can do: name and one line of help."""
        actions: dict[str, str] = self._control.call("GET", "netsuite/actions")
        return actions

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Change the books, such as `mutate("delete", record="vendor", id=5)`.

        Returns:
            What was touched.
        """
        body = {"action": action, **arguments}
        touched: dict[str, Any] = self._control.call("POST", "netsuite/mutate", body)
        return touched

    def truth(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a DuckDB query over what is really stored (datetimes in UTC)."""
        rows: list[dict[str, Any]] = self._control.call("POST", "netsuite/truth", {"sql": sql})[
            "rows"
        ]
        return rows

    def set_role(
        self,
        hidden_tables: Iterable[str] = (),
        hidden_columns: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Replace what the caller's role hides."""
        role = {"hidden_tables": list(hidden_tables), "hidden_columns": list(hidden_columns)}
        self._control.call("PUT", "netsuite/role", role)

    def set_preferences(self, **preferences: Any) -> None:
        """Change `time_zone`, `date_format` or `utc_on_dates` of the user."""
        self._control.call("PUT", "netsuite/preferences", preferences)

    def set_limits(self, **limits: float | None) -> None:
        """Change `concurrency`, `row_cap`, `latency`, `other_tenants` or `retry_after`."""
        self._control.call("PUT", "netsuite/limits", limits)

    def limits(self) -> dict[str, Any]:
        """The limits, and `in_flight`, `peak` and `refused` as counted so far."""
        limits: dict[str, Any] = self._control.call("GET", "netsuite/limits")
        return limits

    def revoke_tokens(self) -> None:
        """End all access tokens."""
        self._control.call("DELETE", "netsuite/tokens")


class QuickBooksControl:
    """What can be done to the QuickBooks companies; the first unless `realm` names another."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def config(self, realm: str = "") -> dict[str, Any]:
        """Settings of tap-quickbooks for one company."""
        path = f"quickbooks/config?{urlencode({'realm': realm})}"
        settings: dict[str, Any] = self._control.call("GET", path)
        return settings

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables: `TAP_QUICKBOOKS_API_URL` and so on."""
        return {
            f"TAP_QUICKBOOKS_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in self.config().items()
        }

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """What people do in a company, such as `mutate("delete", entity="Bill", id="5")`."""
        body = {"action": action, **arguments}
        touched: dict[str, Any] = self._control.call("POST", "quickbooks/mutate", body)
        return touched

    def truth(self, entity: str, realm: str | None = None) -> list[dict[str, Any]]:
        """Records as they are, inactive ones included; amounts are exact."""
        body = {"entity": entity, "realm": realm}
        answer = self._control.call("POST", "quickbooks/truth", body, parse_float=Decimal)
        rows: list[dict[str, Any]] = answer["rows"]
        return rows

    def report(self, name: str, realm: str | None = None, **parameters: str) -> dict[str, Any]:
        """A report as `/reports/{name}` answers it, unmetered."""
        body = {"name": name, "realm": realm, "parameters": parameters}
        report: dict[str, Any] = self._control.call("POST", "quickbooks/report", body)
        return report

    def set_limits(self, **limits: Any) -> None:
        """Change limits.

        They are `per_second`, `per_minute`, `batches_per_minute`, `per_month`, `as_xml`, `latency`
        and `most_cells`; `poisoned` are the entities whose queries fail.
        """
        self._control.call("PUT", "quickbooks/limits", limits)

    def set_webhook(self, **settings: Any) -> None:
        """Say where notifications go (`url`), how they are signed and in which generation.

        Settings are `url`, `verifier_token` and `cloud_events`.
        """
        self._control.call("PUT", "quickbooks/webhooks", settings)

    def deliver_webhooks(self, *, seed: int = 0, lose: float = 0) -> dict[str, Any]:
        """Send the notifications that are due, shuffled, some twice and a share of them lost.

        Returns:
            How many were `lost`, and the HTTP `statuses` of the others, 0 where nobody answered.
        """
        body = {"seed": seed, "lose": lose}
        told: dict[str, Any] = self._control.call("POST", "quickbooks/webhooks/deliver", body)
        return told

    def limits(self) -> dict[str, Any]:
        """Metered calls `used`, calls `refused`, `refreshes`, whether the connection is `alive`."""
        limits: dict[str, Any] = self._control.call("GET", "quickbooks/limits")
        return limits

    def expire_tokens(self) -> None:
        """End all access tokens."""
        self._control.call("DELETE", "quickbooks/tokens")


class SalesforceControl:
    """What can be done to the Salesforce org."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def config(self, auth: str = "jwt") -> dict[str, Any]:
        """Settings of target-salesforce.

        Args:
            auth: `jwt`, `client_credentials`, `refresh_token` or `password`.
        """
        settings: dict[str, Any] = self._control.call("GET", f"salesforce/config?auth={auth}")
        return settings

    def environment(self, auth: str = "jwt") -> dict[str, str]:
        """The same settings as environment variables: `TARGET_SALESFORCE_API_URL` and so on."""
        settings = self.config(auth)
        return {f"TARGET_SALESFORCE_{name.upper()}": text for name, text in settings.items()}

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """What people do in the org, such as `mutate("delete", id="001…")`."""
        body = {"action": action, **arguments}
        touched: dict[str, Any] = self._control.call("POST", "salesforce/mutate", body)
        return touched

    def truth(self, sobject: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Records as they are really stored."""
        body = {"sobject": sobject, "deleted": deleted}
        rows: list[dict[str, Any]] = self._control.call("POST", "salesforce/truth", body)["rows"]
        return rows

    def set_limits(self, **limits: float | None) -> None:
        """Change limits.

        Args:
            limits: `allowed`, `used`, `app_allowed`, `concurrent_refusals` (API requests),
                `session_life_seconds`, `latency`, and the course of Bulk jobs: `bulk_polls`,
                `bulk_seconds`, `bulk_batch_rows`, `bulk_fail_after`, `bulk_lock_failures`,
                `bulk_result_rows`.
        """
        self._control.call("PUT", "salesforce/limits", limits)

    def limits(self) -> dict[str, int]:
        """API requests `used` of those `allowed`, and `logins`."""
        limits: dict[str, int] = self._control.call("GET", "salesforce/limits")
        return limits

    def expire_sessions(self) -> None:
        """End all access tokens."""
        self._control.call("DELETE", "salesforce/sessions")


class RemoteSandbox:
    """A running sandbox, such as that of `os.environ["ERP_SANDBOX_URL"]`.

    Attributes:
        url: Of the HTTP port, without path.
        netsuite: Control of the NetSuite account, where one is behind the URL.
        salesforce: Control of the Salesforce org, where one is behind the URL.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._control = Control(url)
        self.netsuite = NetSuiteControl(self._control)
        self.salesforce = SalesforceControl(self._control)
        self.quickbooks = QuickBooksControl(self._control)

    def now(self) -> datetime:
        """Business time: aware UTC, whole seconds."""
        text = self._control.call("GET", "clock")["now"]
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    def advance(self, seconds: float) -> None:
        """Move business time forward."""
        self._control.call("POST", "clock", {"advance": seconds})

    def drift(self, seconds: float) -> None:
        """Put the vendor's clock this far ahead of the client's, as signatures see it."""
        self._control.call("POST", "clock", {"drift": seconds})

    def fault(  # noqa: PLR0913 - the parts of a rule
        self,
        fault: str,
        *,
        path: str | None = None,
        method: str | None = None,
        body: str | None = None,
        times: int | None = 1,
        after: int = 0,
        delay: float = 0,
        **response: Any,
    ) -> None:
        """Make requests fail.

        Args:
            fault: `status`, `html`, `reset`, `truncate`, `drop_response` or `slow`.
            path: Regular expression for path and query.
            method: HTTP method.
            body: Regular expression for the request's body, such as a table's name.
            times: How many requests are struck; None for all.
            after: Matching requests that pass first.
            delay: Seconds to wait first.
            response: `status`, `headers` and `text` of the error response.
        """
        match = {"path": path, "method": method, "body": body}
        rule = {
            "match": {name: value for name, value in match.items() if value is not None},
            "fault": fault,
            "times": times,
            "after": after,
            "delay": delay,
            **response,
        }
        self._control.call("POST", "faults", rule)

    def clear_faults(self) -> None:
        """Take all faults out of force."""
        self._control.call("DELETE", "faults")

    def journal(self) -> list[dict[str, Any]]:
        """All vendor requests, oldest first: see `erp_sandbox.journal.Entry`."""
        requests: list[dict[str, Any]] = self._control.call("GET", "journal")["requests"]
        return requests

    def clear_journal(self) -> None:
        """Forget the requests so far."""
        self._control.call("DELETE", "journal")
