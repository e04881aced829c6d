"""Checks that a sync comes closer to its end as long as the source says that there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.errors import VendorError

if TYPE_CHECKING:
    from singer_erp.sync.page import Position


def advances(before: Position | None, after: Position | None) -> bool:
    """Return whether a key comes after another.

    Numbers are compared; the order of text is the source's, so that another text counts as later.
    """
    if before is None or after is None:
        return after is not None
    for old, new in zip(before, after, strict=False):
        if old != new:
            return new > old if isinstance(old, int) and isinstance(new, int) else True
    return False


def no_progress(what: str) -> VendorError:
    """Return the error for a source that has more records and returns no further ones.

    Args:
        what: What is read.
    """
    return VendorError(
        f"Reading {what} does not come to an end: the source says that there is more, and returns "
        "nothing that was not read before",
        "Run again; if it happens again, report it with the request id",
    )
