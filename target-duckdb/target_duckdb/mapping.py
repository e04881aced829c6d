"""Whether a stream's records can be loaded as they were received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk.mapper import SameRecordTransform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk.mapper import StreamMap


def changes_nothing(maps: Sequence[StreamMap]) -> bool:
    """Whether the stream's maps neither copy, rename, filter, compute nor flatten."""
    return (
        len(maps) == 1 and type(maps[0]) is SameRecordTransform and not maps[0].flattening_enabled
    )
