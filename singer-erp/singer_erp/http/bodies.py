"""Bodies of responses, whatever their shape: gateways and proxies answer in a vendor's place."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from singer_erp.messages.json import decode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

T = TypeVar("T")

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
