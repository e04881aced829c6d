"""A Salesforce org as a destination: validates rows and sends them through a channel by size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError

from target_salesforce.prepare import PreparedRow, RowPreparer
from target_salesforce.schema import key_field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from singer_erp.delivery.destination import JobRecorder, Outcomes, Removed
    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.records import Outcome, Row

    from target_salesforce.bulk import BulkChannel
    from target_salesforce.collections import CollectionsChannel
    from target_salesforce.credentials import Org
    from target_salesforce.dry_run import DryRun
    from target_salesforce.inventory import OrgInventory
    from target_salesforce.schema import Field, ObjectDescription, OrgSchema


class SalesforceDestination:
    """Upserts rows into the objects of one org.

    Args:
        org: The org.
        schema: The org's objects and fields.
        inventory: Reads which records exist.
        collections: The channel for few rows, and for rows that `bulk` leaves without an outcome.
        bulk: The channel for many rows.
        dry_run: Predicts outcomes.
        bulk_threshold: Number of rows from which `bulk` is used.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the collaborators of one destination
        self,
        org: Org,
        schema: OrgSchema,
        inventory: OrgInventory,
        collections: CollectionsChannel,
        bulk: BulkChannel,
        dry_run: DryRun,
        *,
        bulk_threshold: int,
    ) -> None:
        self.name = org.org_id
        self.user_id: str | None = org.user_id
        self.connected_at = org.connected_at
        self._schema = schema
        self._inventory = inventory
        self._collections = collections
        self._bulk = bulk
        self._dry_run = dry_run
        self._bulk_threshold = bulk_threshold
        self._preparers: dict[str, RowPreparer] = {}
        self._keys: dict[str, Field] = {}

    def bind(self, mapping: StreamMapping) -> Collection[str]:
        """Check a mapping against the org's schema; the key alone identifies a record.

        Raises:
            ConfigError: The object, its key or a field is missing, hidden or read-only, or two
                mappings of one object have different keys.
        """
        description = self._schema[mapping.object]
        key = key_field(description, mapping.external_id)
        known = self._preparers.setdefault(mapping.object, RowPreparer(description, key)).key
        self._keys[mapping.object] = known
        if known.name != key.name:
            raise ConfigError(
                f"`mappings` use two external ids for {mapping.object}: {known.name} and "
                f"{key.name}",
                "Use one external id for all streams of an object",
            )
        _check_unique(description, key, mapping)
        for name in mapping.fields:
            _writable_field(description, name, mapping.stream)
        for name, lookup in mapping.lookups.items():
            field = _writable_field(description, name, mapping.stream)
            if not field.reference_to:
                raise ConfigError(
                    f"{mapping.object}.{field.name} is not a reference",
                    f"Move it to the `fields` of `mappings.{mapping.stream}`",
                )
            if lookup.object not in field.reference_to:
                raise ConfigError(
                    f"{mapping.object}.{name} refers to {' or '.join(field.reference_to)}, not to "
                    f"{lookup.object}",
                    f"Correct the lookup in `mappings.{mapping.stream}`",
                )
            parent = key_field(self._schema[lookup.object], lookup.external_id)
            self._keys.setdefault(lookup.object, parent)
        return ()

    def normalize(self, obj: str, key: str) -> str:
        """Return a key of a bound object as the org compares keys."""
        return self._keys[obj].normalize(key)

    def removed(self, obj: str) -> list[Removed]:
        """Return the records in the recycle bin."""
        return self._inventory.removed(obj, self._keys[obj])

    def existing(self, obj: str, keys: Collection[str]) -> set[str]:
        """Return those of a few keys that have a record."""
        return self._inventory.existing(obj, self._keys[obj], keys)

    def records(self, obj: str) -> Iterator[tuple[str, str]]:
        """Yield external key and id of every record."""
        return self._inventory.records(obj, self._keys[obj])

    def assign_keys(self, obj: str, keys: Mapping[str, str]) -> dict[str, str]:
        """Set external keys by id; return the codes of those that were rejected."""
        return self._inventory.assign_keys(obj, self._keys[obj], keys)

    def created_since(self, obj: str, ids: Sequence[str], since: dt.datetime) -> set[str]:
        """Return the ids of those records that this user has created since a timestamp."""
        return self._inventory.created_since(obj, ids, since)

    def finish_job(self, obj: str, job_id: str) -> None:  # noqa: ARG002  # ids of jobs are unique
        """Wait for the end of another run's job."""
        self._bulk.finish(job_id)

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Return the expected outcome of each row."""
        return self._dry_run.check(self._preparers[obj], rows)

    def send(
        self, obj: str, count: int, rows: Iterable[Row], jobs: JobRecorder
    ) -> Iterator[Outcomes]:
        """Upsert rows."""
        invalid: Outcomes = []
        preparer = self._preparers[obj]
        prepared = _prepare(preparer, rows, invalid)
        if count < self._bulk_threshold:
            yield from self._send_by_collections(preparer, prepared)
        else:
            yield from self._send_in_bulk(preparer, prepared, jobs)
        yield invalid

    def _send_by_collections(
        self, preparer: RowPreparer, rows: Iterable[PreparedRow]
    ) -> Iterator[Outcomes]:
        for results in self._collections.send(preparer, rows):
            yield [(row.row, outcome) for row, outcome in results]

    def _send_in_bulk(
        self, preparer: RowPreparer, rows: Iterable[PreparedRow], jobs: JobRecorder
    ) -> Iterator[Outcomes]:
        remaining: list[PreparedRow] = []

        def csv_rows() -> Iterator[PreparedRow]:
            for row in rows:
                if row.fits_csv:
                    yield row
                else:
                    remaining.append(row)

        for results in self._bulk.send(preparer, csv_rows(), jobs):
            remaining += [row for row, outcome in results if outcome is None]
            yield [(row.row, outcome) for row, outcome in results if outcome is not None]
        yield from self._send_by_collections(preparer, remaining)


def _prepare(
    preparer: RowPreparer, rows: Iterable[Row], invalid: list[tuple[Row, Outcome]]
) -> Iterator[PreparedRow]:
    """Yield prepared rows and collect the outcomes of invalid ones."""
    for row in rows:
        prepared = preparer.prepare(row)
        if isinstance(prepared, PreparedRow):
            yield prepared
        else:
            invalid.append((row, prepared))


def _check_unique(description: ObjectDescription, key: Field, mapping: StreamMapping) -> None:
    """Check that a mapping sets no field twice; API names are case-insensitive."""
    seen = {key.name.lower()}
    for name in (*mapping.fields, *mapping.lookups):
        if name.lower() in seen:
            raise ConfigError(
                f"`mappings.{mapping.stream}` sets {description.name}.{name} twice: by its key, a "
                "field or a lookup",
                "Remove one of them, and write names as the built-in mapping does",
            )
        seen.add(name.lower())


def _writable_field(description: ObjectDescription, name: str, stream: str) -> Field:
    field = description.field(name)
    if field is None:
        raise ConfigError(
            f"{description.name} has no field {name} that this user can see",
            f"Give the user access to it, or set it to null in `mappings.{stream}`",
        )
    if not field.createable or not field.updateable:
        raise ConfigError(
            f"{description.name}.{name} is read-only for this user",
            f"Give the user permission to edit it, or set it to null in `mappings.{stream}`",
        )
    return field
