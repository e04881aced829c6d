"""Bodies of responses, whatever their shape: gateways and proxies answer in a vendor's place."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from singer_erp.messages.json import decode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

T = TypeVar("T")
U = TypeVar("U")

# What decoding raises for a body that is not what it should be: not JSON, numbers out of range,
# nesting that no stack holds.
UNREADABLE = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)


def content_of(response: requests.Response) -> bytes:
    """Return the body without a byte order mark, which JSON readers may ignore (RFC 8259)."""
    return response.content.removeprefix(codecs.BOM_UTF8)


def json_as(type_: type[T]) -> Callable[[requests.Response], T]:
    """Return a function that decodes JSON bodies of a type, numbers exact.

    It raises one of `UNREADABLE` for other bodies.
    """
    decode = msgspec.json.Decoder(type_, float_hook=Decimal).decode
    return lambda response: decode(content_of(response))


json_object = json_as(dict[str, Any])


def json_or_none(response: requests.Response) -> Any:
    """Return the JSON of a body, or None if it is not JSON."""
    try:
        return decode_json(content_of(response))
    except UNREADABLE:
        return None


def at(body: Any, *path: str | int) -> Any:
    """Return what is at a path of keys and indexes; None where the body has another shape."""
    for step in path:
        if isinstance(step, str) and isinstance(body, Mapping):
            body = body.get(step)
        elif isinstance(step, int) and isinstance(body, Sequence) and not isinstance(body, str):
            body = body[step] if -len(body) <= step < len(body) else None
        else:
            return None
    return body


def text_at(body: Any, *path: str | int) -> str:
    """Return the text or number at a path; empty where there is neither."""
    found = at(body, *path)
    is_scalar = isinstance(found, str | int) and not isinstance(found, bool)
    return str(found) if is_scalar else ""


class ShapedJson(Generic[T, U]):
    """Decodes bodies whose records fit a shape; from the first other body on, all in another way.

    It raises one of `UNREADABLE` for bodies that neither can read.

    Args:
        type_: Type of the bodies that fit.
        otherwise: Decodes the others.
        is_whole: Whether a body that fits says all that has to be known of its records.
    """

    def __init__(
        self,
        type_: type[T],
        otherwise: Callable[[requests.Response], U],
        is_whole: Callable[[T], bool] = lambda _: True,
    ) -> None:
        self._decode = json_as(type_)
        self._otherwise = otherwise
        self._is_whole = is_whole
        self._fits = True

    def __call__(self, response: requests.Response) -> T | U:
        """Return what a body holds."""
        if self._fits:
            with suppress(*UNREADABLE):
                found = self._decode(response)
                return found if self._is_whole(found) else self._otherwise(response)
        other = self._otherwise(response)
        self._fits = False
        return other
