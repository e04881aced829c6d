"""A sandbox for tests, started on a free port.

with Sandbox.start("netsuite", documents=60) as sandbox:
config = sandbox.netsuite.config()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.remote import RemoteSandbox
from erp_sandbox.core.server import Server, Tls

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock

__all__ = ["Sandbox", "SandboxError", "Tls"]


class Sandbox(RemoteSandbox):
    """One vendor's server in this process (or, with `connect`, in another), driven over HTTP."""

    def __init__(
        self, url: str, server: Server | None = None, launch: Launch | None = None
    ) -> None:
        super().__init__(url)
        self._server = server
        self._launch = launch

    @classmethod
    def start(
        cls, vendor: str, *, clock: Clock | None = None, tls: Tls | None = None, **options: Any
    ) -> Self:
        """Start a vendor in a daemon thread of this process; stop it with `with` or `stop`.

        Args:
            vendor: Its name in the registry, such as `netsuite`.
            clock: Real time if none is given.
            tls: Serves HTTPS.
            options: The vendor's options, such as `documents`; see `erp-sandbox serve --help`.

        Raises:
            ValueError: If the vendor or an option is unknown, or a value is not valid.
        """
        launch = Launch({vendor: options}, clock=clock)
        server = Server(launch.applications[vendor].asgi, tls=tls)
        server.start()
        return cls(server.url, server, launch)

    @classmethod
    def connect(cls, url: str) -> Self:
        """Drive a server that is already running, such as `ERP_SANDBOX_NETSUITE_URL`."""
        return cls(url)

    def stop(self) -> None:
        """Stop a server that was started here."""
        if self._server is not None and self._launch is not None:
            self._server.stop()
            self._launch.close()
            # The server holds the data set; without it that memory is free.
            self._server = self._launch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
