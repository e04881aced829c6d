"""A Salesforce org as a destination: validates rows and sends them through a channel by size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError

from target_salesforce.prepare import PreparedRow, RowPreparer
from target_salesforce.schema import key_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.records import Outcome, Row

    from target_salesforce.bulk import BulkChannel
    from target_salesforce.collections import CollectionsChannel
    from target_salesforce.dry_run import DryRun
    from target_salesforce.schema import Field, ObjectDescription, OrgSchema


class SalesforceDestination:
    """Upserts rows into the objects of one org.

    Args:
        name: Id of the org.
        schema: The org's objects and fields.
        collections: The channel for few rows, and for rows that `bulk` leaves without an outcome.
        bulk: The channel for many rows.
        dry_run: Predicts outcomes.
        bulk_threshold: Number of rows from which `bulk` is used.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one destination
        self,
        name: str,
        schema: OrgSchema,
        collections: CollectionsChannel,
        bulk: BulkChannel,
        dry_run: DryRun,
        *,
        bulk_threshold: int,
    ) -> None:
        self.name = name
        self._schema = schema
        self._collections = collections
        self._bulk = bulk
        self._dry_run = dry_run
        self._bulk_threshold = bulk_threshold
        self._preparers: dict[str, RowPreparer] = {}

    def bind(self, mapping: StreamMapping) -> None:
        """Check a mapping against the org's schema.

        Raises:
            ConfigError: The object, its key or a field is missing, hidden or read-only, or two
                mappings of one object have different keys.
        """
        description = self._schema[mapping.object]
        key = key_field(description, mapping.external_id)
        known = self._preparers.setdefault(mapping.object, RowPreparer(description, key))
        if known.key.name != key.name:
            raise ConfigError(
                f"`mappings` use two external ids for {mapping.object}: {known.key.name} and "
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
            key_field(self._schema[lookup.object], lookup.external_id)

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Return the expected outcome of each row."""
        return self._dry_run.check(self._preparers[obj], rows)

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Upsert rows."""
        invalid: list[tuple[Row, Outcome]] = []
        preparer = self._preparers[obj]
        prepared = _prepare(preparer, rows, invalid)
        if count < self._bulk_threshold:
            for row, outcome in self._collections.send(preparer, prepared):
                yield row.row, outcome
        else:
            yield from self._send_in_bulk(preparer, prepared)
        yield from invalid

    def _send_in_bulk(
        self, preparer: RowPreparer, rows: Iterable[PreparedRow]
    ) -> Iterator[tuple[Row, Outcome]]:
        remaining: list[PreparedRow] = []

        def csv_rows() -> Iterator[PreparedRow]:
            for row in rows:
                if row.fits_csv:
                    yield row
                else:
                    remaining.append(row)

        for row, outcome in self._bulk.send(preparer, csv_rows()):
            if outcome is None:
                remaining.append(row)
            else:
                yield row.row, outcome
        for row, final in self._collections.send(preparer, remaining):
            yield row.row, final


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
