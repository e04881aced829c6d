"""The state of streams in Singer state: one typed, versioned format, owned by this package.

A stream has one entry in `bookmarks`, as the SDK lays it out; sibling streams, which come with the
records of one entity, share the entry of that entity::

    {"format": 2, "source": "1234567-sb1",
     "replication_key": "lastmodifieddate",
     "replication_key_value": "2026-01-30T04:00:00Z",
     "pending": {"started_at": "2026-01-31T04:00:00Z", "since": "2026-01-30T03:45:00Z",
                 "after": [4711]}}

A source of several companies has `partitions`, each with its `context`; an entity that is read in
full under a version keeps the version and the names of the streams that were read::

    {"format": 2, "version": 1795000000000, "activate": true, "streams": ["bill_lines", "bills"],
     "partitions": [{"context": {"realm_id": "9130357992221046"},
                     "replication_key_value": "2026-11-21T08:00:00Z"}]}
"""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.errors import ConfigError
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

FORMAT = 2
_FIRST_YEAR = 1990
EARLIEST = dt.datetime(_FIRST_YEAR, 1, 1, tzinfo=dt.UTC)


def _checked(value: dt.datetime) -> dt.datetime:
    """Return a timestamp in UTC; a year before vendors had APIs is not one of a sync."""
    if value.year < _FIRST_YEAR:
        raise ValueError(f"{value.isoformat()} is before {_FIRST_YEAR}")
    return as_utc(value)


class Pending(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A sync that has started and not ended.

    Attributes:
        started_at: The vendor's clock when it started; the bookmark once it has ended.
        since: Records changed at or after this timestamp are read; None for all.
        after: Position of the last page that was written; None before the first.
    """

    started_at: dt.datetime
    since: dt.datetime | None = None
    after: list[Any] | None = None

    def __post_init__(self) -> None:
        self.started_at = _checked(self.started_at)
        self.since = _checked(self.since) if self.since else None


class Progress(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What was read of one partition.

    Attributes:
        context: What names the partition, such as the company; empty for sources of one account.
        replication_key_value: High-water mark: everything before it was read.
        pending: The sync under way.
        record_count: Records created before the high-water mark, as far as their number is known.
        last_event: Number of the last webhook delivery that was read.
        seen: Version and timestamp by id of what webhook events brought since the high-water mark.
    """

    context: dict[str, str] = {}
    replication_key_value: dt.datetime | None = None
    pending: Pending | None = None
    record_count: int | None = None
    last_event: int | None = None
    seen: dict[str, tuple[int, dt.datetime]] = {}

    def __post_init__(self) -> None:
        value = self.replication_key_value
        self.replication_key_value = _checked(value) if value else None
        self.seen = {name: (token, as_utc(at)) for name, (token, at) in self.seen.items()}


class StreamState(Progress, omit_defaults=True, forbid_unknown_fields=True):
    """The state of one stream, or of the sibling streams of one entity.

    Attributes:
        format: Number of this format.
        source: Name of the account or tenant that the state is of; None if it is not known.
        replication_key: The stream's replication key; None for full refreshes.
        version: Table version that records carry.
        activate: Whether the version is still to be activated.
        streams: Sibling streams that were read, sorted.
        partitions: Progress by partition; empty for sources of one account.
        keys: Keys of the records that were written, as `known_keys` packs them; None where
            deletions are found in another way.
        keys_ahead: Keys of records that may have been written after this state.
        reconciled_at: When keys were last compared with those of the source.
        high_water: Largest value that was read, where a column of the rows is followed instead of
            a clock; see `values`.
        recent: Digests of rows that were read and will be read again, as `known_keys` packs them.
    """

    format: int = 0
    source: str | None = None
    replication_key: str | None = None
    version: int | None = None
    activate: bool = False
    streams: list[str] = []
    partitions: list[Progress] = []
    keys: list[str] | None = None
    keys_ahead: list[str] = []
    reconciled_at: dt.datetime | None = None
    high_water: str | None = None
    recent: list[str] = []

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reconciled_at = _checked(self.reconciled_at) if self.reconciled_at else None


class StateStore:
    """The states of all streams of a run.

    Args:
        state: The tap's Singer state; entries are replaced by `save`.
        lock: Held while an entry is replaced, as threads may save while the state is written.
        source: Name of the account or tenant that is read; None where a state may be of several.
    """

    def __init__(
        self,
        state: dict[str, Any],
        lock: AbstractContextManager[object] | None = None,
        source: str | None = None,
    ) -> None:
        self._lock = lock or nullcontext()
        self._source = source
        self._bookmarks: dict[str, Any] = state.setdefault("bookmarks", {})
        self._states: dict[str, StreamState] = {}

    def load(self, stream: str) -> StreamState:
        """Return the state of a stream; the same object for each call.

        Raises:
            ConfigError: The state file holds something else, or is of another account.
        """
        if stream not in self._states:
            state = _parse(stream, self._bookmarks.get(stream) or {})
            self._check_source(stream, state)
            self._states[stream] = state
        return self._states[stream]

    def _check_source(self, stream: str, state: StreamState) -> None:
        """Check that a state is of the source: records of another one would look deleted."""
        if self._source is None or state.source in {None, self._source}:
            return
        raise ConfigError(
            f"The state of '{stream}' is of '{state.source}', not of '{self._source}'",
            "Give each account or tenant a state of its own (with Meltano, `--state-id-suffix`); "
            "if this one was renamed, run a full refresh",
        )

    def load_group(self, header: str, streams: Sequence[str]) -> StreamState:
        """Return the state of a transaction group, which is kept under its header's name.

        Args:
            header: Stream of the headers.
            streams: The selected streams of the group, in the order they are read.
        """
        stored = self._bookmarks.get(header) or {}
        is_format_1 = isinstance(stored, dict) and stored.get("format", 1) == 1
        if header not in self._states and is_format_1:
            members = {name: _parse(name, self._bookmarks.get(name) or {}) for name in streams}
            self._states[header] = _joined(members)
            for name in members:
                self._bookmarks.pop(name, None)
            self.save(header)
        return self.load(header)

    def save(self, stream: str) -> None:
        """Write the state of a stream to the Singer state."""
        self._states[stream].source = self._source
        entry = msgspec.to_builtins(self._states[stream])
        with self._lock:
            self._bookmarks[stream] = entry


def check_state(state: Any) -> None:
    """Check that a Singer state has the layout that the SDK takes for granted.

    Raises:
        ConfigError: It has another one.
    """
    bookmarks = state.get("bookmarks", {}) if isinstance(state, dict) else None
    if not isinstance(bookmarks, dict):
        raise ConfigError(
            "The state cannot be read: `bookmarks` is not an object",
            "Correct the state file, or run a full refresh",
        )
    for stream, bookmark in bookmarks.items():
        partitions = bookmark.get("partitions", []) if isinstance(bookmark, dict) else None
        if not isinstance(partitions, list) or not all(isinstance(p, dict) for p in partitions):
            raise ConfigError(
                f"The state of '{stream}' cannot be read: it is not an object, or one of its "
                "`partitions` is not",
                "Correct the state file, or run a full refresh",
            )


def position_error(stream: str) -> ConfigError:
    """Return the error for a position in the state that is not one of the stream."""
    return ConfigError(
        f"The state of '{stream}' has a position that is not one of its keys",
        "Correct the state file, or run a full refresh",
    )


def _parse(stream: str, stored: Any) -> StreamState:
    try:
        number = stored.get("format", 1)
        if number not in {1, FORMAT}:
            raise ConfigError(
                f"The state of '{stream}' has format {number}; this version reads 1 and {FORMAT}",
                "Update the tap, or run a full refresh",
            )
        if number == 1:
            stored = _from_format_1(stored)
        state = msgspec.convert(stored | {"format": FORMAT}, StreamState)
    except (msgspec.ValidationError, AttributeError, KeyError, OverflowError, TypeError) as error:
        raise ConfigError(
            f"The state of '{stream}' cannot be read: {error}",
            "Correct the state file, or run a full refresh",
        ) from None
    return state


def _from_format_1(stored: dict[str, Any]) -> dict[str, Any]:
    """Convert the two formats before the first release: by table (`scan`) or entity (`realms`)."""
    if "realms" in stored:
        kept = {name: stored[name] for name in ("version", "activate", "streams") if name in stored}
        partitions = [_realm(realm_id, realm) for realm_id, realm in stored["realms"].items()]
        return kept | {"partitions": partitions}
    state = {
        name: stored[name]
        for name in ("replication_key", "replication_key_value")
        if stored.get(name) is not None
    }
    if scan := stored.get("scan"):
        state["pending"] = {name: scan[name] for name in ("since", "started_at", "after")}
        if scan["version"] is not None:
            state |= {"version": scan["version"], "activate": True}
    return state


def _joined(members: dict[str, StreamState]) -> StreamState:
    """Convert the states of a group's streams, which format 1 kept apart, to the group's one."""
    values = {n: s.replication_key_value for n, s in members.items() if s.replication_key_value}
    key = next((state.replication_key for state in members.values() if state.replication_key), None)
    joined = StreamState(format=FORMAT, replication_key=key, streams=sorted(values))
    syncs = [state.pending for state in members.values() if state.pending]
    sync = min(syncs, key=lambda sync: sync.started_at, default=None)
    # The streams that ended the sync under way have its start as their bookmark.
    left = [n for n in members if sync and (n not in values or values[n] < sync.started_at)]
    older = [values[name] for name in left if name in values]
    if sync is None or not left:
        if len(values) == len(members):
            joined.replication_key_value = min(values.values(), default=None)
        return joined
    if not older:
        joined.streams = sorted(members)  # the first sync: it has not come to all streams yet
    found = members[left[0]].pending
    after = found.after if found and found.started_at == sync.started_at else None
    joined.pending = Pending(sync.started_at, sync.since, [left[0], *(after or [])])
    joined.replication_key_value = min(older, default=None)
    return joined


def _realm(realm_id: str, realm: dict[str, Any]) -> dict[str, Any]:
    scan = realm.get("scan")
    names = {"since": "replication_key_value", "inbox": "last_event", "count": "record_count"}
    found = {names[name]: value for name, value in realm.items() if name in names}
    found |= {names[name]: scan[name] for name in ("inbox", "count") if scan and name in scan}
    if scan and "started_at" in scan:
        after = [scan["after"]] if "after" in scan else None
        found["pending"] = {"started_at": scan["started_at"], "after": after}
    return found | {"context": {"realm_id": realm_id}, "seen": realm.get("seen", {})}
