"""The rows of a JSON body, a part at a time.

Bodies are an array of objects, or an object with one. Parsers that read part by part build a
Python object for each token; here parts of a megabyte are cut at the end of a row and decoded at
once. The cut is a guess, `}` followed by `,` and `{`, which may be within a text or a nested array;
but only at the end of a row are the rows before it, with a closing bracket, valid JSON.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
Json = dict[str, Any]

_PART = 1 << 20
_TAIL = 1 << 14
_CUT = re.compile(rb"\}\s*,\s*(?=\{)")


class JsonRows(Generic[T]):
    """Decodes the rows of a body; what is around them is `envelope` afterwards.

    Args:
        file: The body, at its start.
        member: Name of the array; empty where the body is one.
        decode: Decodes an array of rows; raises `msgspec.DecodeError` for what is not JSON.

    Attributes:
        envelope: The other members, as far as they have come.
    """

    def __init__(self, file: IO[bytes], member: str, decode: Callable[[bytes], T]) -> None:
        self.envelope: Json = {}
        self._file = file
        self._decode = decode
        self._opening = re.compile(rb'"%b"\s*:\s*\[' % member.encode() if member else rb"\s*\[")
        self._member = member

    def __iter__(self) -> Iterator[T]:
        """Yield the rows of each part.

        Raises:
            msgspec.DecodeError: The body is not complete, or not JSON.
        """
        buffer, head = self._head()
        while block := self._file.read(_PART):
            buffer += block
            rows, buffer = self._cut(buffer)
            if rows is not None:
                yield rows
        rest = msgspec.json.decode(head + buffer, type=self._body_type)
        if self._member:
            self.envelope = {
                n: msgspec.json.decode(v) for n, v in rest.items() if n != self._member
            }
            rest = rest[self._member]
        yield self._decode(bytes(rest))

    @property
    def _body_type(self) -> Any:
        return dict[str, msgspec.Raw] if self._member else msgspec.Raw

    def _head(self) -> tuple[bytes, bytes]:
        """Return what follows the opening bracket, and what is before and with it."""
        buffer = b""
        while block := self._file.read(_PART):
            buffer += block
            for found in self._opening.finditer(buffer):
                head = buffer[: found.end()]
                if self._is_opening(head):
                    return buffer[found.end() :], head
        raise msgspec.DecodeError(f"it has no {self._member or 'array'}")

    def _is_opening(self, head: bytes) -> bool:
        closing = b"]}" if self._member else b"]"
        try:
            found = msgspec.json.decode(head + closing)
        except msgspec.DecodeError:
            return False
        if self._member:
            self.envelope = {name: value for name, value in found.items() if name != self._member}
        return True

    def _cut(self, buffer: bytes) -> tuple[T | None, bytes]:
        """Return the complete rows of a buffer, and the rest of it."""
        # In most bodies the end of a row is close to the end of the buffer.
        for start in sorted({0, max(0, len(buffer) - _TAIL)}, reverse=True):
            for found in reversed(list(_CUT.finditer(buffer, start))):
                try:
                    rows = self._decode(b"[%b]" % buffer[: found.start() + 1])
                except msgspec.DecodeError:
                    continue
                return rows, buffer[found.end() :]
        return None, buffer
