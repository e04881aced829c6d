"""An SFTP server: one folder of files per user."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from erp_sandbox.looker.receivers.folder import Folder
    from erp_sandbox.looker.receivers.loop import LoopThread
    from erp_sandbox.looker.receivers.rules import Rules

_HOST = "127.0.0.1"


class Files:
    """The SFTP server.

    Args:
        thread: The loop that it runs in.
        folder: Gets `sftp/<user>/<path>`.
        rules: Which users it accepts.
    """

    def __init__(self, thread: LoopThread, folder: Folder, rules: Rules) -> None:
        self._thread = thread
        self._folder = folder
        self._rules = rules
        self._server = thread.run(self._listen(0))
        self.port: int = self._server.get_port()

    def change_key(self) -> None:
        """Answer with another host key on the same port, as a replaced host does."""
        self.close()
        self._server = self._thread.run(self._listen(self.port))

    def close(self) -> None:
        """Stop the server."""

        async def stop() -> None:
            self._server.close()
            await self._server.wait_closed()

        self._thread.run(stop())

    async def _listen(self, port: int) -> Any:
        import asyncssh  # noqa: PLC0415 - of the extra `looker`

        rules, folder = self._rules, self._folder

        class Users(asyncssh.SSHServer):
            """Accepts users with the right password."""

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                if rules.sftp_users is None:
                    return True
                expected = rules.sftp_users.get(username, "")
                return bool(expected) and hmac.compare_digest(expected, password)

        def home(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
            user = str(channel.get_extra_info("username"))
            return asyncssh.SFTPServer(channel, chroot=bytes(folder.make(f"sftp/{user}")))

        return await asyncssh.listen(
            _HOST,
            port,
            server_factory=Users,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=home,
            config=[],
        )
