"""The bookmark of a stream: where it starts, where it resumes, what it has read.

The usual Singer bookmark, the largest timestamp seen, loses records in two ways: records that
change during the sync may land behind it, and records committed late carry older timestamps. So a
bookmark here is the vendor's clock when the sync started, the next sync starts a look-back before
it, and while a sync is under way the state holds its bounds and the position of the last page.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from singer_erp.sync.known_keys import pack, unpack
from singer_erp.sync.state import EARLIEST, Pending
from singer_erp.timestamps import format_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_erp.sync.known_keys import Key
    from singer_erp.sync.page import Checkpoint
    from singer_erp.sync.state import StateStore


log = logging.getLogger(__name__)

# Servers of a vendor differ by seconds, and two syncs of one second by a second of their own.
_CLOCK_SKEW = dt.timedelta(minutes=1)


def is_ahead(value: dt.datetime, now: dt.datetime) -> bool:
    """Return whether a saved timestamp is in the future, by more than clocks differ."""
    return value - now > _CLOCK_SKEW


class Bookmark:
    """The progress of one stream that has a single partition.

    Args:
        store: The states of the run.
        stream: The stream's name.
        replication_key: Column the stream follows; None for full refreshes.
        lookback: Overlap that is read again before the bookmark.
        start: The setting `start_date`; records unchanged since are left out of the first sync.

    Attributes:
        last_start: When the last sync of an earlier run started; None before the first.
    """

    def __init__(
        self,
        store: StateStore,
        stream: str,
        *,
        replication_key: str | None,
        lookback: dt.timedelta,
        start: dt.datetime | None,
    ) -> None:
        self._store = store
        self._stream = stream
        self._replication_key = replication_key
        self._lookback = lookback
        self._start = start
        self._state = store.load(stream)
        self.last_start = self._last_start()
        if self._follows_another():
            self.reset()
        self._state.replication_key = replication_key

    def _last_start(self) -> dt.datetime | None:
        pending = self._state.pending
        starts = [self.value, pending.started_at if pending else None]
        return max((start for start in starts if start), default=None)

    def _follows_another(self) -> bool:
        """Whether the state is of another replication key, or of full refreshes."""
        state, key = self._state, self._replication_key
        if state.replication_key not in {None, key}:
            return True
        return state.pending is not None and state.activate is (key is not None)

    @property
    def value(self) -> dt.datetime | None:
        """Start of the last sync that ended: everything before it was read. None before that."""
        return self._state.replication_key_value

    @property
    def pending(self) -> Pending | None:
        """The sync under way, or the one that an earlier run left unfinished."""
        return self._state.pending

    @property
    def version(self) -> int | None:
        """Table version that records carry; None unless everything is read in each run."""
        return self._state.version if self._replication_key is None else None

    @property
    def last_event(self) -> int | None:
        """Number of the last webhook event that was read; None before the first sync."""
        return self._state.last_event

    @property
    def known_keys(self) -> set[Key] | None:
        """Keys of the records that were written; None if none were kept."""
        return None if self._state.keys is None else unpack(self._state.keys)

    @property
    def reconciled_at(self) -> dt.datetime | None:
        """When keys were last compared with those of the source; None before the first sync."""
        return self._state.reconciled_at

    @property
    def keeps_keys(self) -> bool:
        """Whether the state has the keys of the records that were written."""
        return self._state.keys is not None

    def keep_keys(self) -> None:
        """Keep the keys of the records from a sync on that reads everything."""
        if self._state.keys is None and self.value is None and self.pending is None:
            self._state.keys = []

    @property
    def keys_ahead(self) -> set[Key]:
        """Keys of records that an earlier run may have written after its last state."""
        return unpack(self._state.keys_ahead)

    def keys_follow(self, chunk: str) -> None:
        """Save that records with some keys, as `pack` returns them, are about to be written."""
        self._state.keys_ahead = [*self._state.keys_ahead, chunk]
        self._store.save(self._stream)

    def keys_written(self, chunk: str) -> None:
        """Save that all these records were written, so that their keys are known."""
        self._state.keys_ahead = [kept for kept in self._state.keys_ahead if kept != chunk]
        self._store.save(self._stream)

    def reconciled(self, now: dt.datetime, keys: Iterable[Key] | None) -> None:
        """Save that keys were compared, and which records there are; None to keep none."""
        self._state.keys = None if keys is None else [pack(keys)]
        self._state.keys_ahead = []
        self._state.reconciled_at = now
        self._store.save(self._stream)

    @property
    def record_count(self) -> int | None:
        """Number of the source's records at the last count; None before the first."""
        return self._state.record_count

    def counted(self, number: int) -> None:
        """Save how many records the source has."""
        self._state.record_count = number
        self._store.save(self._stream)

    def events_read(self, number: int) -> None:
        """Save that the records of all webhook events up to a number are read."""
        self._state.last_event = number
        self._store.save(self._stream)

    def start(self, now: dt.datetime) -> Pending:
        """Start a sync of everything that changed since the bookmark less the look-back.

        Args:
            now: The vendor's clock, aware UTC.
        """
        since = None
        if self._replication_key is None:
            version = int(now.timestamp() * 1000)
            self._state.version = max(version, (self._state.version or 0) + 1)
            self._state.activate = True
        else:
            self.drop_if_ahead(now)
            since = self._since()
        sync = self._state.pending = Pending(started_at=now, since=since)
        self._store.save(self._stream)
        return sync

    def drop_if_ahead(self, now: dt.datetime) -> None:
        """Drop a bookmark in the future: the next sync reads everything.

        One wrong answer of the vendor's clock would hide everything that changes until then.

        Args:
            now: The vendor's clock, aware UTC.
        """
        if self.value is None or not is_ahead(self.value, now):
            return
        log.warning(
            "The bookmark of '%s', %s, is later than the source's clock, %s: one of the two is "
            "wrong, and changes may have been missed. Everything is read again",
            self._stream,
            format_timestamp(self.value),
            format_timestamp(now),
        )
        self._state.replication_key_value = None

    def _since(self) -> dt.datetime | None:
        since = self.value - self._lookback if self.value else self._start
        # Nothing changed before; a state holds no such date, and without one everything is read.
        return since if since and since >= EARLIEST else None

    def advance(self, checkpoint: Checkpoint) -> None:
        """Save that everything up to a checkpoint was written; its keys if any are kept."""
        if checkpoint.keys and self._state.keys is not None:
            self._state.keys = [*self._state.keys, pack(checkpoint.keys)]
        if checkpoint.position is not None and self._state.pending is not None:
            self._state.pending.after = list(checkpoint.position)
        if checkpoint.keys or checkpoint.position is not None:
            self._store.save(self._stream)

    def finish(self, sync: Pending) -> None:
        """Save that a sync has ended."""
        if self._replication_key is not None:
            self._state.replication_key_value = sync.started_at
        if self._state.keys is not None:
            known = unpack(self._state.keys)
            ahead = unpack(self._state.keys_ahead) - known
            self._state.keys = [pack(known)]
            self._state.keys_ahead = [pack(ahead)] if ahead else []
            # The first sync reads everything there is.
            self._state.reconciled_at = self._state.reconciled_at or sync.started_at
        self._state.activate = False
        self._state.pending = None
        self._store.save(self._stream)

    def reset(self) -> None:
        """Drop everything but the version, which only grows: the next sync reads all records."""
        self._state.replication_key_value = None
        self._state.activate = False
        self._state.pending = None
