"""The collaborators of a delivery: a destination, and who records what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.audit.entries import Lost, Sent, Write
    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.records import Item, Outcome, Row

# The outcomes of one response.
Outcomes = list[tuple["Row", "Outcome"]]


class JobRecorder(Protocol):
    """Records jobs that a destination processes after the request."""

    def start_job(self, obj: str, job_id: str) -> None:
        """Record a job before it processes anything."""

    def end_job(self, job_id: str) -> None:
        """Record that a job has ended."""


class Sender(Protocol):
    """Sends records.

    Attributes:
        name: Identifier of the destination: the id of an org or a tenant.
        user_id: Identifier of the user that writes.
        connected_at: The destination's clock when the run connected, timezone-aware.
    """

    name: str
    user_id: str | None
    connected_at: dt.datetime | None

    def normalize(self, obj: str, key: str) -> str:
        """Return a key of an object so that keys are equal where the destination says so."""

    def send(
        self, obj: str, count: int, rows: Iterable[Row], jobs: JobRecorder
    ) -> Iterator[Outcomes]:
        """Send rows of one object and yield the outcomes of each response as it arrives.

        Where a step follows the save, such as a release, a row may have the outcome `saved` first.

        Args:
            obj: The object.
            count: Number of rows, which decides the channel.
            rows: The rows; keys are unique.
            jobs: Records jobs.
        """


class Removed(msgspec.Struct, frozen=True):
    """A record that users deleted or merged.

    Attributes:
        key: Its external key.
        destination_id: Its id.
        survivor_id: Id of the record it was merged into.
        survivor_key: External key of that record.
    """

    key: str
    destination_id: str
    survivor_id: str | None = None
    survivor_key: str | None = None


class Inventory(Protocol):
    """What a destination has now: its records by external key, and jobs of earlier runs.

    For destinations whose users delete and merge records that stay at the source.
    """

    def normalize(self, obj: str, key: str) -> str:
        """Return a key of an object so that keys are equal where the destination says so."""

    def removed(self, obj: str) -> list[Removed]:
        """Return the records that users removed lately; their keys may exist again."""

    def existing(self, obj: str, keys: Collection[str]) -> set[str]:
        """Return those of a few keys that have a record."""

    def records(self, obj: str) -> Iterator[tuple[str, str]]:
        """Yield external key and id of every record."""

    def assign_keys(self, obj: str, keys: Mapping[str, str]) -> dict[str, str]:
        """Set external keys by id; return the reasons of those that were rejected."""

    def created_since(self, obj: str, ids: Sequence[str], since: dt.datetime) -> set[str]:
        """Return the ids of those records that this user has created since a timestamp."""

    def finish_job(self, obj: str, job_id: str) -> None:
        """Wait for the end of another run's job."""


class Destination(Sender, Protocol):
    """A system of record."""

    def bind(self, mapping: StreamMapping) -> Collection[str]:
        """Check a mapping against the destination.

        Returns:
            The fields, next to the key, that every write of a record has because they identify it.

        Raises:
            ConfigError: The destination does not have what the mapping names.
        """

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Validate rows without sending them; `updated` for rows that would be sent."""


class Recorder(JobRecorder, Protocol):
    """Records intents and outcomes."""

    def record_intents(self, parts: Iterable[Part]) -> None:
        """Record what the next requests send."""

    def record_outcomes(
        self,
        writes: Iterable[Write],
        confirmed: Sequence[Sent],
        refused: Iterable[Part],
        gone: Iterable[Part] = (),
    ) -> None:
        """Record outcomes, what the destination has now, has not changed, and has no more."""

    def record_unchanged(self, count: int, newer: Sequence[tuple[Part, str]]) -> None:
        """Record the number of unchanged records, and newer source versions of them."""


class RemovalRecorder(Protocol):
    """Records what users removed at the destination."""

    def record_lost(self, lost: Sequence[Lost]) -> None:
        """Record that users deleted or merged records of one object."""

    def record_comparison(self, obj: str) -> None:
        """Record that all records of an object were compared."""


class KnownRecords(Protocol):
    """What is known of the records of a destination."""

    def last_sent(self, obj: str, keys: Sequence[str]) -> dict[tuple[str, str], Sent]:
        """Return what is known of keys of an object, by key and part."""

    def lost(self, obj: str) -> dict[str, Lost]:
        """Return the records of an object that users deleted or merged, by key."""

    def connected_at(self, runs: Collection[str]) -> dt.datetime | None:
        """Return the destination's clock when the first of these runs connected."""


class RejectSink(Protocol):
    """Receives records that were not delivered."""

    def add(self, item: Item, outcome: Outcome) -> None:
        """Receive one record."""
