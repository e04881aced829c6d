"""A mail server: one folder of messages per mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from erp_sandbox.looker.receivers.folder import Folder
    from erp_sandbox.looker.receivers.loop import LoopThread
    from erp_sandbox.looker.receivers.rules import Rules

_SIZE = 32 * 1024 * 1024
_HOST = "127.0.0.1"


class Mailbox:
    """The SMTP server.

    Args:
        thread: The loop that it runs in.
        folder: Gets `mail/<mailbox>/0001.eml`.
        rules: Which mailboxes it refuses.
    """

    def __init__(self, thread: LoopThread, folder: Folder, rules: Rules) -> None:
        from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - of the extra `looker`

        self._thread = thread
        self._folder = folder
        self._rules = rules

        async def start() -> asyncio.Server:
            return await thread.loop.create_server(
                lambda: SMTP(self, data_size_limit=_SIZE, enable_SMTPUTF8=True, loop=thread.loop),
                _HOST,
                0,
            )

        self._server = thread.run(start())
        self.port: int = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Stop the server."""

        async def stop() -> None:
            self._server.close()

        self._thread.run(stop())

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, _: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        """Accept or refuse a recipient."""
        if address in self._rules.refused_mailboxes:
            return f"550 5.1.1 <{address}>: Recipient address rejected: mailbox unavailable"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, _: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message."""
        content = envelope.content or b""
        data = content.encode() if isinstance(content, str) else content
        for address in envelope.rcpt_tos:
            self._folder.append(f"mail/{address.replace('/', '_')}", "eml", data)
        return "250 Message accepted for delivery"
