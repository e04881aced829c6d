"""Read Singer messages from bytes, in blocks, keeping numbers and order exact."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from contextlib import nullcontext
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType
from singer_sdk.singerlib.encoding import GenericSingerReader
from singer_sdk.singerlib.exceptions import InvalidInputLine

from singer_erp.messages.json import (
    UnreadableJsonError,
    are_objects,
    decode_json,
    json_type,
    replace_surrogates,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import IO

BLOCK_BYTES = 1 << 20
Version = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Envelope(Struct, gc=False):
    """Any Singer message; parts that may be large or deep stay JSON text."""

    type: str
    stream: str | UnsetType = UNSET
    record: Raw | UnsetType = UNSET
    version: Version | None = None
    time_extracted: str | None = None
    schema: Raw | UnsetType = UNSET
    key_properties: list[str] | UnsetType | None = UNSET
    bookmark_properties: Raw | UnsetType = UNSET
    value: Raw | UnsetType = UNSET
    encoding: Raw | UnsetType = UNSET
    manifest: list[str] | UnsetType = UNSET
    complete: Raw | UnsetType = UNSET
    rejected: Raw | UnsetType = UNSET

    def as_dict(self) -> dict[str, Any]:
        """Return the message as the SDK's handlers expect it."""
        message: dict[str, Any] = {}
        for name in self.__struct_fields__:
            part = getattr(self, name)
            if part is not UNSET and not (part is None and name in {"version", "time_extracted"}):
                message[name] = decode_json(part) if isinstance(part, Raw) else part
        return message


class MessageHandler(Protocol):
    """Processes messages in the order of the input."""

    def process_schema(self, message: dict[str, Any]) -> None:
        """Process a SCHEMA message."""

    def process_records(self, stream: str, messages: Sequence[Envelope]) -> None:
        """Process consecutive RECORD messages of one stream."""

    def process_state(self, message: dict[str, Any]) -> None:
        """Process a STATE message."""

    def process_activate_version(self, message: dict[str, Any]) -> None:
        """Process an ACTIVATE_VERSION message."""

    def process_batch(self, message: dict[str, Any]) -> None:
        """Process a BATCH message."""


class TruncatedInputError(InvalidInputLine):
    """The input ended inside a line: the tap died while writing it."""


class BlockReader(GenericSingerReader[bytes]):
    """Singer reader for bulk loading.

    Messages go to the handler, RECORD messages in runs of one stream. The order of the input is
    kept.

    Args:
        handler: Processes the messages.
        waiting: Context in which the reader waits for input.
        keep_surrogates: Leave records whose text is not Unicode to the handler.
        if_truncated: What became of the lines before the one that an input ends in.

    Attributes:
        line_number: The line in process, from 1.
        bytes_read: Bytes of input read so far.
    """

    def __init__(
        self,
        handler: MessageHandler,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
        *,
        keep_surrogates: bool = False,
        if_truncated: str = "All lines before it are loaded",
    ) -> None:
        super().__init__()
        self.line_number = self.bytes_read = self._lines_done = 0
        self._handler = handler
        self._waiting = waiting
        self._keep_surrogates = keep_surrogates
        self._if_truncated = if_truncated
        self._callbacks = {
            "SCHEMA": handler.process_schema,
            "STATE": handler.process_state,
            "ACTIVATE_VERSION": handler.process_activate_version,
            "BATCH": handler.process_batch,
        }
        self._decoder = msgspec.json.Decoder(Envelope)

    @property
    def default_input(self) -> IO[bytes]:
        """Standard input, as bytes."""
        return sys.stdin.buffer

    def deserialize_json(self, line: bytes) -> dict[str, Any]:
        """Return one message, with Decimal for numbers that have a point or an exponent."""
        return self._decode_line(line).as_dict()

    def process_lines(
        self,
        file_input: IO[Any] | None,
        callbacks: dict[str, Callable[[dict[str, Any]], None]],  # noqa: ARG002
    ) -> Counter[str]:
        """Process every message of the input.

        Args:
            file_input: The input; None for standard input.
            callbacks: The SDK's private methods, which the handler replaces.

        Raises:
            InvalidInputLine: A line is not a Singer message.
            TruncatedInputError: The input ended in the middle of a line; all lines before it
                were processed.
        """
        return self.read(file_input or self.default_input)

    def read(self, source: IO[Any]) -> Counter[str]:
        """Process every message of a file and return the number of each type."""
        counts: Counter[str] = Counter()
        for block, is_last in self._blocks(source):
            self.bytes_read += len(block)
            if is_last and self._is_truncated(block):
                where = f"in the middle of line {self._lines_done + 1}"
                raise TruncatedInputError(
                    f"The input ends {where}: the tap stopped before its end. "
                    f"{self._if_truncated}. See the tap's own error, then run again.",
                )
            messages, lines = self._decode(block)
            self._dispatch(messages, lines, counts)
        return counts

    def _blocks(self, source: IO[Any]) -> Iterator[tuple[bytes, bool]]:
        """Yield whole lines in blocks; the flag marks a last line without its newline."""
        read = _reader_of_bytes(source)
        rest: list[bytes] = []
        while True:
            with self._waiting():
                chunk = read(BLOCK_BYTES)
            if not chunk:
                break
            end = chunk.rfind(b"\n") + 1
            if not end:
                rest.append(chunk)
                continue
            yield b"".join([*rest, chunk[:end]]), False
            rest = [chunk[end:]] if end < len(chunk) else []
        last = b"".join(rest)
        if last.strip():
            yield last, True

    def _decode(self, block: bytes) -> tuple[list[Envelope], Sequence[int]]:
        """Return the block's messages and their line numbers."""
        first = self._lines_done + 1
        self._lines_done += block.count(b"\n") + (not block.endswith(b"\n"))
        try:
            block.decode()
            messages = self._decoder.decode_lines(block)
        except _UNREADABLE:
            messages = []
        numbers: Sequence[int] = range(first, self._lines_done + 1)
        if len(messages) == len(numbers):
            return messages, numbers
        messages, numbers = [], []  # there are blank or invalid lines
        for number, line in enumerate(block.split(b"\n"), first):
            self.line_number = number
            if line.strip():
                messages.append(self._decode_line(line))
                numbers.append(number)
        return messages, numbers

    def _is_truncated(self, line: bytes) -> bool:
        """Whether the line is the beginning of a message, rather than invalid."""
        try:
            line.decode()
            self._decoder.decode(line)
        except UnicodeDecodeError as error:
            return error.reason == "unexpected end of data"
        except msgspec.DecodeError as error:
            return "truncated" in str(error) and not _is_json(line)
        except RecursionError:
            return False
        return False

    def _decode_line(self, line: bytes) -> Envelope:
        try:
            line.decode()
            return self._decoder.decode(line)
        except _UNREADABLE as error:
            reason = _reason(line, error)
        if self._keep_surrogates and (message := self._with_surrogates(line)) is not None:
            return message
        raise InvalidInputLine(
            f"Line {self.line_number} of the input is not a Singer message: {reason}. Something "
            "other than the tap writes to its standard output, or the tap is broken.",
        )

    def _with_surrogates(self, line: bytes) -> Envelope | None:
        """Return a RECORD message with its record as it is, if only its text is not Unicode."""
        readable = replace_surrogates(line)
        try:
            message = self._decoder.decode(readable)
        except _UNREADABLE:
            return None
        if message.type != "RECORD" or message.record is UNSET:
            return None
        start = readable.index(record := bytes(message.record))
        message.record = Raw(line[start : start + len(record)])
        return message

    def _dispatch(
        self,
        messages: list[Envelope],
        lines: Sequence[int],
        counts: Counter[str],
    ) -> None:
        position = 0
        for (message_type, stream), group in groupby(messages, _TYPE_AND_STREAM):
            run = list(group)
            counts[message_type] += len(run)
            if message_type == "RECORD" and stream is not UNSET:
                self._check_records(run, lines, position)
                self.line_number = lines[position]
                self._handler.process_records(stream, run)
                position += len(run)
                continue
            for message in run:
                self.line_number = lines[position]
                self._process(message)
                position += 1

    def _check_records(self, run: list[Envelope], lines: Sequence[int], position: int) -> None:
        records = list(map(_RECORD, run))
        if UNSET not in records and are_objects(records):
            return
        for offset, record in enumerate(records):
            self.line_number = lines[position + offset]
            if record is UNSET:
                raise InvalidInputLine(self._lacks("RECORD", "record"))
            if json_type(record) != "object":
                raise InvalidInputLine(
                    f"Line {self.line_number} of the input: `record` should be a JSON object, got "
                    f"a JSON {json_type(record)}. The tap breaks the Singer specification.",
                )

    def _process(self, message: Envelope) -> None:
        callback = self._callbacks.get(message.type)
        for required in _REQUIRED.get(message.type, ()):
            if getattr(message, required) is UNSET or getattr(message, required) is None:
                raise InvalidInputLine(self._lacks(message.type, required))
        if callback is None:
            raise InvalidInputLine(
                f"Line {self.line_number} of the input has the unknown message type "
                f"{message.type[:40]!r}.",
            )
        try:
            parts = message.as_dict()
        except UnreadableJsonError as error:
            raise InvalidInputLine(
                f"Line {self.line_number} of the input, a {message.type} message, cannot be read: "
                f"{error}. Correct the tap's catalog or state, or the tap."
            ) from None
        part = _OBJECTS.get(message.type)
        if part is not None and not isinstance(parts[part], dict):
            raise InvalidInputLine(
                f"Line {self.line_number} of the input: the `{part}` of a {message.type} message "
                "should be a JSON object. The tap breaks the Singer specification.",
            )
        callback(parts)

    def _lacks(self, message_type: str, part: str) -> str:
        return (
            f"Line {self.line_number} of the input is a {message_type} message without "
            f"`{part}`. The tap breaks the Singer specification."
        )


_UNREADABLE = (UnicodeDecodeError, msgspec.MsgspecError, RecursionError)
_TYPE_AND_STREAM = attrgetter("type", "stream")
_RECORD = attrgetter("record")
_REQUIRED = {
    "RECORD": ("stream", "record"),
    "SCHEMA": ("stream", "schema"),
    "STATE": ("value",),
    "ACTIVATE_VERSION": ("stream", "version"),
    "BATCH": ("stream", "encoding", "manifest"),
}
_OBJECTS = {"SCHEMA": "schema", "STATE": "value", "BATCH": "encoding"}


def _reader_of_bytes(source: IO[Any]) -> Callable[[int], bytes]:
    """Return a function that reads what is available, at most n bytes, and b"" at the end."""
    source = getattr(source, "buffer", source)
    if isinstance(source, io.TextIOBase):
        return lambda size: source.read(size).encode()
    return getattr(source, "read1", source.read)


def _reason(line: bytes, error: Exception) -> str:
    """Return the decoder's reason, which names paths and types but no contents."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if "truncated" in str(error) and _is_json(line):
        # msgspec's reason for "\\ud800", which JSON allows and Unicode does not.
        return "text in it has half of a surrogate pair, which is not Unicode"
    return str(error)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
