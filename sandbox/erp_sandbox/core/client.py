"""Clients of a running sandbox's control surface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUT_SECONDS = 600


class SandboxError(Exception):
    """A control request that the sandbox rejected; the text is the sandbox's own."""


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
            The decoded response, or None if it is empty.

        Raises:
            SandboxError: If the sandbox rejects the request.
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


class VendorControl:
    """The part of the control surface that all vendors have.

    Args:
        control: The control surface of the vendor's server.

    Attributes:
        vendor: The vendor's name in the registry.
        plugins: The plugins whose settings it provides.
        aliases: More environment variables for the server's URL.
    """

    vendor: ClassVar[str]
    plugins: ClassVar[tuple[str, ...]]
    aliases: ClassVar[tuple[str, ...]] = ()

    def __init__(self, control: Control) -> None:
        self._control = control

    @classmethod
    def url_variables(cls) -> tuple[str, ...]:
        """Return the environment variables that hold the server's URL."""
        return (f"ERP_SANDBOX_{cls.vendor.upper()}_URL", *cls.aliases)

    @classmethod
    def variables(cls, url: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return environment variables: the plugins' settings and the server's URL."""
        texts = {
            name.upper(): value if isinstance(value, str) else json.dumps(value)
            for name, value in settings.items()
        }
        prefixes = [plugin.replace("-", "_").upper() for plugin in cls.plugins]
        return {
            **{f"{prefix}_{name}": text for prefix in prefixes for name, text in texts.items()},
            **dict.fromkeys(cls.url_variables(), url),
        }

    def actions(self) -> dict[str, str]:
        """Return the actions of `mutate`, with one line of help each."""
        actions: dict[str, str] = self.call("GET", "actions")
        return actions

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Change the data set as the vendor's users do.

        Args:
            action: One of `actions()`.
            arguments: The action's arguments.

        Returns:
            What was changed.
        """
        touched: dict[str, Any] = self.call("POST", "mutate", {"action": action, **arguments})
        return touched

    def limits(self) -> dict[str, Any]:
        """Return the limits and the counters of requests."""
        limits: dict[str, Any] = self.call("GET", "limits")
        return limits

    def settings(self, **query: Any) -> dict[str, Any]:
        """Return the settings of the vendor's plugins."""
        settings: dict[str, Any] = self.call("GET", f"config?{urlencode(query)}")
        return settings

    def environment_of(self, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return settings as environment variables of the vendor's plugins."""
        variables = self.variables(self._control.url, settings)
        return {name: text for name, text in variables.items() if not name.startswith("ERP_")}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send one request below `/_control/VENDOR`; see `Control.call`."""
        return self._control.call(method, f"{self.vendor}/{path}", body, **more)
