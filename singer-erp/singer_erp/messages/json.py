"""JSON without floats: numbers keep their digits when decoded and encoded."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer

encode_json = msgspec.json.Encoder(decimal_format="number").encode


class UnreadableJsonError(msgspec.DecodeError):
    """Text that is not JSON, or a value that cannot be read; the message has no contents."""


def decode_json(text: Buffer | str) -> Any:
    """Return the value of a JSON text, with Decimal for numbers with a point or an exponent.

    Raises:
        UnreadableJsonError: The text is not JSON, nested too deeply, or has a number beyond all
            limits.
    """
    try:
        return _decode(text)
    except RecursionError:
        reason = "it is nested too deeply"
    except InvalidOperation:
        reason = "a number in it has an exponent beyond all limits"
    except msgspec.MsgspecError as error:
        # The only check without a schema: Python converts at most 4,300 digits.
        too_long = isinstance(error, msgspec.ValidationError)
        reason = "a number in it has more than 4,300 digits" if too_long else str(error)
    raise UnreadableJsonError(reason)


def replace_surrogates(text: bytes) -> bytes:
    """Return a JSON text of the same length with U+FFFD for each half of a surrogate pair.

    JSON allows such halves as escapes, which tools write for broken text; Unicode does not.
    """
    return _ESCAPES.sub(lambda found: rb"\ufffd" if found[1] else found[0], text)


def are_objects(texts: Iterable[Buffer]) -> bool:
    """Return whether each of the JSON texts, which begin without spaces, is an object."""
    return {memoryview(text)[0] for text in texts} <= {ord("{")}


def json_type(text: Buffer) -> str:
    """Return the JSON name of a text's type."""
    return _TYPES.get(bytes(text)[:1], "number")


_TYPES = {
    b"{": "object",
    b"[": "array",
    b'"': "string",
    b"t": "boolean",
    b"f": "boolean",
    b"n": "null",
}
# A pair, half of a pair, or any other escape, whose backslash may precede a `u`.
_ESCAPES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
