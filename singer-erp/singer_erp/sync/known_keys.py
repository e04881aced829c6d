"""The keys of the records that were written, as the state holds them: compressed, in chunks."""

from __future__ import annotations

import base64
import binascii
import zlib
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str | int, ...]


def pack(keys: Iterable[Key]) -> str:
    """Return keys as one text; sorted, because neighbors have much in common."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(sorted(set(keys))))).decode()


def unpack(chunks: Iterable[str]) -> set[Key]:
    """Return the keys of all chunks.

    Raises:
        ConfigError: A chunk is none of `pack`, or keys differ in length or types.
    """
    found: set[Key] = set()
    try:
        for chunk in chunks:
            content = zlib.decompress(base64.b64decode(chunk))
            found.update(msgspec.json.decode(content, type=list[Key]))
    except (binascii.Error, zlib.error, msgspec.MsgspecError, ValueError):
        raise _unreadable() from None
    check_alike(found)
    return found


def check_alike(*keys: Iterable[Key]) -> None:
    """Check that keys are those of one source: of one length, with values of the same types.

    Raises:
        ConfigError: They are not; the state was edited, or is that of another stream.
    """
    some = list(chain.from_iterable(keys))
    lengths = set(map(len, some))
    # Not key by key: this takes a fifth of the time.
    types = (
        set(map(type, map(itemgetter(place), some))) for place in range(min(lengths, default=0))
    )
    if len(lengths) > 1 or any(len(found) > 1 for found in types):
        raise _unreadable()


def _unreadable() -> ConfigError:
    return ConfigError(
        "The state has `keys` that cannot be read", "Correct the state file, or run a full refresh"
    )
