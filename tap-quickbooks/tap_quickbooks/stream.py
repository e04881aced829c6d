"""Streams of QuickBooks entities."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.plugin.stream import Page, TypedStream

from tap_quickbooks.columns import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_sdk import Tap

    from tap_quickbooks.family import Batch, Family
    from tap_quickbooks.members import Member


class EntityStream(TypedStream):
    """The records of an entity, or their lines, tax lines or links.

    The streams of an entity come from the same answers: the first that is synced reads, and hands
    the others their rows.

    Args:
        tap: The tap.
        member: What it holds.
        schema: JSON schema of its columns.
        family: Reads the entity.
    """

    def __init__(self, tap: Tap, *, member: Member, schema: dict[str, Any], family: Family) -> None:
        super().__init__(tap, schema=schema, name=member.stream)
        self.member = member
        self.family = family
        self.relatives: Sequence[EntityStream] = ()
        self.primary_keys = member.key
        self.replication_key = "last_updated_time" if family.entity.cdc else None

    @cached_property
    def layout(self) -> Layout:
        """The columns this run writes."""
        columns = self.effective_schema["properties"]
        selected = {name for name in columns if self.mask["properties", name]}
        return Layout(self.name, self.member.columns, selected)

    def read_pages(self) -> Iterator[Page]:
        """Everything this run owes, unless a relative has read it already."""
        others = [s for s in self.relatives if s.selected and s is not self]
        for batch in self.family.batches():
            for stream in others:
                stream.emit(stream.page(batch))
            yield self.page(batch)
        if (version := self.family.version_to_activate) is not None:
            for stream in (self, *others):
                stream.activate(version)

    def page(self, batch: Batch) -> Page:
        """The rows a batch has in this stream."""
        rows = [row for record in batch.records for row in self.member.rows(record)]
        return Page(
            records=self.layout.rows(rows),
            record_type=self.layout.record_type,
            extracted_at=batch.answer.extracted_at,
            version=batch.version,
            done=batch.done,
            request_id=batch.answer.request_id,
        )
