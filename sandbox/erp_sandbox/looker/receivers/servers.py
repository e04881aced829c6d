"""All receivers, started when the first delivery needs one of them."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

from erp_sandbox.looker.delivery.routes import Endpoint, Routes
from erp_sandbox.looker.receivers.buckets import Buckets
from erp_sandbox.looker.receivers.files import Files
from erp_sandbox.looker.receivers.folder import Folder
from erp_sandbox.looker.receivers.hooks import Hooks
from erp_sandbox.looker.receivers.loop import LoopThread
from erp_sandbox.looker.receivers.mailbox import Mailbox
from erp_sandbox.looker.receivers.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGES = ("aiosmtpd", "asyncssh", "boto3", "flask", "flask_cors", "moto", "werkzeug")
"""The packages of the extra `looker`."""


class Receivers:
    """Mail server, S3 server, SFTP server and webhook receiver.

    Args:
        root: The folder of what they receive; None for no receivers.

    Attributes:
        rules: What they refuse.
        routes: Where deliveries lead.

    Raises:
        ValueError: If a package that they need is not installed.
    """

    def __init__(self, root: Path | None) -> None:
        missing = [name for name in _PACKAGES if root is not None and find_spec(name) is None]
        if missing:
            raise ValueError(
                f"`receivers` cannot be used: {', '.join(missing)} is not installed. Install "
                "`erp-sandbox[looker]`."
            )
        self.rules = Rules()
        self.routes = Routes()
        self._root = root
        self._running: Servers | None = None
        self._lock = threading.Lock()

    def start(self) -> Servers | None:
        """Start the receivers unless they run; return None without a folder for them."""
        with self._lock:
            if self._running is None and self._root is not None:
                self._running = Servers(Folder(self._root), self.rules)
                self.routes.endpoints.update(self._running.endpoints())
            return self._running

    def change_host_key(self) -> None:
        """Let the SFTP server answer with another host key.

        Raises:
            ValueError: If there are no receivers.
        """
        running = self.start()
        if running is None:
            raise ValueError("There is no SFTP server. Start the sandbox with `receivers`.")
        running.files.change_key()

    def close(self) -> None:
        """Stop the receivers."""
        with self._lock:
            running, self._running = self._running, None
            self.routes.endpoints.clear()
        if running is not None:
            running.close()


class Servers:
    """The running receivers.

    Args:
        folder: The folder of what they receive.
        rules: What they refuse.
    """

    def __init__(self, folder: Folder, rules: Rules) -> None:
        self._thread = LoopThread()
        self.mailbox = Mailbox(self._thread, folder, rules)
        self.files = Files(self._thread, folder, rules)
        self.buckets = Buckets(folder, rules)
        self.hooks = Hooks(folder, rules)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the receivers by type of destination."""
        return {
            "email": Endpoint(self.mailbox.port),
            "s3": Endpoint(self.buckets.port),
            "sftp": Endpoint(self.files.port),
            "webhook": Endpoint(self.hooks.port),
        }

    def close(self) -> None:
        """Stop all of them."""
        self.hooks.close()
        self.buckets.close()
        self.files.close()
        self.mailbox.close()
        self._thread.close()
