"""Singer lines to stdout: buffered, and flushed at every message that is not a record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.singerlib import Message, RecordMessage
from singer_sdk.singerlib.encoding.base import GenericSingerWriter

if TYPE_CHECKING:
    from collections.abc import Callable

BUFFER_BYTES = 256 * 1024


class BufferedWriter(GenericSingerWriter[bytes, Message]):
    """Writes messages in the order they come, never half a line.

    `busy` is true while bytes are on their way out; a signal handler that wants to write must
    wait for `when_idle`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._buffer = bytearray()
        self._encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
        self._deferred: Callable[[], None] | None = None
        self.busy = False

    def serialize_message(self, message: Message) -> bytes:
        """One line of JSON, newline included."""
        return self._encoder.encode(message.to_dict()) + b"\n"

    def write_message(self, message: Message) -> None:
        """Write a message; everything but a record is flushed at once."""
        self.write_lines(
            self.serialize_message(message), flush=not isinstance(message, RecordMessage)
        )

    def write_lines(self, lines: bytes, *, flush: bool = False) -> None:
        """Write whole lines."""
        self.busy = True
        self._buffer += lines
        if flush or len(self._buffer) >= BUFFER_BYTES:
            self._flush()
        self.busy = False
        if self._deferred is not None:
            # Taken out first: the action writes too, and would meet itself here.
            action, self._deferred = self._deferred, None
            action()

    def flush(self) -> None:
        """Write out what is buffered."""
        self.write_lines(b"", flush=True)

    def when_idle(self, action: Callable[[], None]) -> None:
        """Run an action now, or as soon as the write under way has ended."""
        if self.busy:
            self._deferred = action
        else:
            action()

    def _flush(self) -> None:
        out: Any = sys.stdout.buffer
        rest = bytes(self._buffer)
        self._buffer.clear()
        while rest:
            # With PYTHONUNBUFFERED there is no buffer below, and a signal cuts a write short.
            rest = rest[out.write(rest) :]
        out.flush()
