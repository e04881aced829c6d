"""A running sandbox, driven through its control surface."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.client import Control, SandboxError
from erp_sandbox.core.registry import VENDORS, control_type

if TYPE_CHECKING:
    from erp_sandbox.core.client import VendorControl


def connect(vendor: str) -> Any:
    """Return the control client of a vendor that `erp-sandbox exec` serves to this process.

    Raises:
        SandboxError: If the environment names no such server.
    """
    control = control_type(vendor)
    variable = control.url_variables()[0]
    try:
        url = os.environ[variable]
    except KeyError:
        raise SandboxError(
            f"There is no {vendor} sandbox: {variable} is not set. Start one with: erp-sandbox "
            f"exec --vendor {vendor} -- COMMAND"
        ) from None
    return control(Control(url))


class RemoteSandbox:
    """One vendor's server; `sandbox.netsuite`, `sandbox.quickbooks` and so on control the vendor.

    Args:
        url: The server's URL, such as `os.environ["ERP_SANDBOX_NETSUITE_URL"]`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._control = Control(url)
        self._vendors: dict[str, VendorControl] = {}

    def __getattr__(self, name: str) -> Any:
        """Return the control client of the vendor of that name."""
        if name not in VENDORS:
            raise AttributeError(f"There is no vendor {name!r}. Use one of {', '.join(VENDORS)}.")
        if name not in self._vendors:
            self._vendors[name] = control_type(name)(self._control)
        return self._vendors[name]

    def now(self) -> datetime:
        """Return business time, aware UTC."""
        text = self._control.call("GET", "clock")["now"]
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    def advance(self, seconds: float) -> None:
        """Move business time forward."""
        self._control.call("POST", "clock", {"advance": seconds})

    def drift(self, seconds: float) -> None:
        """Set the vendor's clock ahead of the client's, as signed timestamps show it."""
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
            times: The number of requests that fail; None for all.
            after: The number of matching requests that succeed first.
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
        """Remove all faults."""
        self._control.call("DELETE", "faults")

    def journal(self) -> list[dict[str, Any]]:
        """Return all vendor requests, oldest first: see `erp_sandbox.core.journal.Entry`."""
        requests: list[dict[str, Any]] = self._control.call("GET", "journal")["requests"]
        return requests

    def clear_journal(self) -> None:
        """Remove all entries of the request journal."""
        self._control.call("DELETE", "journal")
