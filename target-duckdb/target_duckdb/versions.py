"""ACTIVATE_VERSION: after a complete full refresh, the rows that it did not contain are removed.

Taps differ in when they send the message. Some send it once, after the complete read. The SDK's
send it before the rows, and again for every parent record of a child stream. Rows must not be
removed before their replacement is loaded, so nothing is done until the input has ended normally,
and then only for reads that are known to be complete:

* The message came after all rows of its version: applied.
* It came first, and again after the rows: applied if a STATE followed, which shows that the tap
  continued. (A second message without a STATE may only begin the next parent's part.)
* It came first, no row followed, but a STATE did: the source is empty; applied.
* It came first and was not repeated after the rows: a complete read looks like one that was cut
  short. Not applied, with a warning, unless `trust_early_activate_version` is set.
"""

# ruff: noqa: S608 - identifiers are quoted by `tables.quote`, values are bound

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from target_duckdb.report import Tally
from target_duckdb.schema import DELETED_AT, TABLE_VERSION
from target_duckdb.tables import TableName, add_column, existing_columns, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_duckdb.connection import Connection


@dataclass(slots=True)
class VersionWatch:
    """The versions of one stream in the order of the input.

    Attributes:
        version: The version of the latest ACTIVATE_VERSION, None before the first.
    """

    version: int | None = None
    _rows_before: bool = False
    _activated_early: bool = False
    _rows_after: bool = False
    _state_after: bool = False

    def saw_rows(self) -> None:
        """Record that rows of the stream arrived."""
        self._rows_before = True
        self._rows_after = True
        self._state_after = False

    def saw_state(self) -> None:
        """Record that a STATE of any stream arrived."""
        self._state_after = True

    def saw_activation(self, version: int) -> None:
        """Record that the stream's ACTIVATE_VERSION arrived."""
        if version != self.version:
            self._activated_early = not self._rows_before
        self.version = version
        self._rows_after = False
        self._state_after = False

    def is_complete(self, *, trust_early: bool) -> bool:
        """Whether, at the end of the input, older versions may be removed."""
        if self.version is None:
            return False
        if self._rows_after:
            return trust_early and self._state_after
        return self._state_after or not self._activated_early


class VersionWatches:
    """The versions of all streams.

    Args:
        trust_early: Setting `trust_early_activate_version`.
    """

    def __init__(self, *, trust_early: bool) -> None:
        self._trust_early = trust_early
        self._watches: dict[str, VersionWatch] = {}

    def of(self, stream: str) -> VersionWatch:
        """Return the stream's watch."""
        return self._watches.setdefault(stream, VersionWatch())

    def saw_state(self) -> None:
        """Record that a STATE arrived."""
        for watch in self._watches.values():
            watch.saw_state()

    def complete(self) -> Iterator[tuple[str, int]]:
        """Yield (stream, version) where, at the end of the input, older versions may be removed."""
        return self._decided(complete=True)

    def incomplete(self) -> Iterator[tuple[str, int]]:
        """Yield (stream, version) where ACTIVATE_VERSION has no effect."""
        return self._decided(complete=False)

    def _decided(self, *, complete: bool) -> Iterator[tuple[str, int]]:
        for stream, watch in self._watches.items():
            is_complete = watch.is_complete(trust_early=self._trust_early)
            if watch.version is not None and is_complete is complete:
                yield stream, watch.version


def retire_older_versions(
    connection: Connection,
    name: TableName,
    version: int,
    *,
    hard_delete: bool,
) -> Tally:
    """Delete the rows of older versions, or set their `_sdc_deleted_at`, and count them.

    Rows without a version were loaded before the tap sent any, so they are older too.
    """
    columns = existing_columns(connection, name)
    if TABLE_VERSION not in columns:
        add_column(connection, name, TABLE_VERSION, "BIGINT")
    older = f"({quote(TABLE_VERSION)} IS NULL OR {quote(TABLE_VERSION)} < ?)"
    if hard_delete:
        return Tally(deleted=connection.execute(f"DELETE FROM {name.sql} WHERE {older}", [version]))
    if DELETED_AT not in columns:
        add_column(connection, name, DELETED_AT, "TIMESTAMP")
    marked = connection.execute(
        f"UPDATE {name.sql} SET {quote(DELETED_AT)} = now() AT TIME ZONE 'UTC' "
        f"WHERE {quote(DELETED_AT)} IS NULL AND {older}",
        [version],
    )
    return Tally(marked=marked)
