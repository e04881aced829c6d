"""Write Singer messages to standard output: buffered, flushed after all but RECORD messages."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.singerlib import ActivateVersionMessage, Message, RecordMessage
from singer_sdk.singerlib.encoding.base import GenericSingerWriter

if TYPE_CHECKING:
    from collections.abc import Callable

BUFFER_BYTES = 256 * 1024


@dataclass(slots=True)
class CompleteVersionMessage(ActivateVersionMessage):
    """ACTIVATE_VERSION after all records of the version.

    Targets cannot see that by themselves: the SDK writes the message before the records.
    """

    complete: bool = True


class BufferedWriter(GenericSingerWriter[bytes, Message]):
    """Writes messages in their order, and only whole lines.

    Attributes:
        busy: Whether a write is in progress; a signal handler must write through `when_idle`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._buffer = bytearray()
        self._encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
        self._deferred: Callable[[], None] | None = None
        self.busy = False

    def serialize_message(self, message: Message) -> bytes:
        """Return the message as one line of JSON, with its newline."""
        return self._encoder.encode(message.to_dict()) + b"\n"

    def write_message(self, message: Message) -> None:
        """Write a message; flush unless it is a RECORD."""
        self.write_lines(
            self.serialize_message(message), flush=not isinstance(message, RecordMessage)
        )

    def write_lines(self, lines: bytes, *, flush: bool = False) -> None:
        """Write whole lines."""
        self.busy = True
        if len(lines) < BUFFER_BYTES:
            self._buffer += lines
            lines = b""
        if flush or lines or len(self._buffer) >= BUFFER_BYTES:
            self._flush(lines)
        self.busy = False
        if self._deferred is not None:
            # Cleared first: the action writes, too, and would run again.
            action, self._deferred = self._deferred, None
            action()

    def flush(self) -> None:
        """Write the buffer to standard output."""
        self.write_lines(b"", flush=True)

    def when_idle(self, action: Callable[[], None]) -> None:
        """Run an action now, or after the write in progress."""
        if self.busy:
            self._deferred = action
        else:
            action()

    def _flush(self, lines: bytes) -> None:
        """Write the buffer, and lines that are not copied into it."""
        out: Any = sys.stdout.buffer
        given = bytes(self._buffer)
        self._buffer.clear()
        for rest in (given, lines):
            while rest:
                # With PYTHONUNBUFFERED there is no buffer, and a signal shortens a write.
                rest = rest[out.write(rest) :]  # noqa: PLW2901  # what is left of it
        out.flush()
