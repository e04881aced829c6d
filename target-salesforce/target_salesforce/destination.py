"""An org as a destination: checks against describe, the channel by size, one outcome for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.delivery.records import Action, Outcome, Row
from singer_erp.errors import ConfigError

from target_salesforce.describe import key_field
from target_salesforce.prepare import Preparation, Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.delivery.mapping import StreamMapping

    from target_salesforce.bulk import BulkChannel
    from target_salesforce.collections import CollectionsChannel
    from target_salesforce.describe import Descriptions, Field, ObjectDescription


class SalesforceDestination:
    """Upserts rows into the objects of one org.

    Args:
        name: Id of the org.
        descriptions: What its objects take.
        collections: The channel for few rows, and for those the other cannot settle.
        bulk: The channel for many.
        bulk_threshold: Rows from which on `bulk` is used.
    """

    def __init__(
        self,
        name: str,
        descriptions: Descriptions,
        collections: CollectionsChannel,
        bulk: BulkChannel,
        *,
        bulk_threshold: int,
    ) -> None:
        self.name = name
        self._descriptions = descriptions
        self._collections = collections
        self._bulk = bulk
        self._bulk_threshold = bulk_threshold
        self._preparations: dict[str, Preparation] = {}

    def bind(self, mapping: StreamMapping) -> None:
        """Check a mapping against what the org shows this user.

        Raises:
            ConfigError: The object, its key or a field is missing, hidden or read-only, or two
                mappings of one object have different keys.
        """
        description = self._descriptions[mapping.object]
        key = key_field(description, mapping.external_id)
        known = self._preparations.setdefault(mapping.object, Preparation(description, key))
        if known.key.name != key.name:
            raise ConfigError(
                f"`mappings` match {mapping.object} by {known.key.name} and by {key.name}",
                "Use one external id for all streams of an object",
            )
        for name in mapping.fields:
            _check_writable(description, name, mapping.stream)
        for name, lookup in mapping.lookups.items():
            field = _check_writable(description, name, mapping.stream)
            if lookup.object not in field.reference_to:
                raise ConfigError(
                    f"{mapping.object}.{name} refers to {' or '.join(field.reference_to)}, not to "
                    f"{lookup.object}",
                    f"Correct the lookup in `mappings` of stream '{mapping.stream}'",
                )
            key_field(self._descriptions[lookup.object], lookup.external_id)

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """What describe lets tell beforehand."""
        for row in rows:
            prepared = self._preparations[obj].prepare(row)
            fine = isinstance(prepared, Prepared)
            yield row, Outcome(Action.UPDATED) if fine else prepared  # type: ignore[misc]

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Upsert rows."""
        refused: list[tuple[Row, Outcome]] = []
        prepared = self._prepared(obj, rows, refused)
        preparation = self._preparations[obj]
        if count < self._bulk_threshold:
            for row, outcome in self._collections.send(preparation, prepared):
                yield row.row, outcome
        else:
            yield from self._send_in_bulk(preparation, prepared)
        yield from refused

    def _prepared(
        self, obj: str, rows: Iterable[Row], refused: list[tuple[Row, Outcome]]
    ) -> Iterator[Prepared]:
        for row in rows:
            prepared = self._preparations[obj].prepare(row)
            if isinstance(prepared, Prepared):
                yield prepared
            else:
                refused.append((row, prepared))

    def _send_in_bulk(
        self, preparation: Preparation, rows: Iterable[Prepared]
    ) -> Iterator[tuple[Row, Outcome]]:
        unsettled: list[Prepared] = []

        def fitting() -> Iterator[Prepared]:
            for row in rows:
                if row.fits_csv:
                    yield row
                else:
                    unsettled.append(row)

        for row, outcome in self._bulk.send(preparation, fitting()):
            if outcome is None:
                unsettled.append(row)
            else:
                yield row.row, outcome
        for row, settled in self._collections.send(preparation, unsettled):
            yield row.row, settled


def _check_writable(description: ObjectDescription, name: str, stream: str) -> Field:
    field = description.field(name)
    if field is None:
        raise ConfigError(
            f"{description.name} has no field {name} that this user can see",
            f"Give the user access to it, or set it to null in `mappings` of stream '{stream}'",
        )
    if not field.createable or not field.updateable:
        raise ConfigError(
            f"{description.name}.{name} is read-only for this user",
            f"Give the user the right to edit it, or set it to null in `mappings` of '{stream}'",
        )
    return field
