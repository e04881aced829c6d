"""The streams of an entity: its records, and their lines, tax lines and links.

A document is always read in full, so its rows in all streams carry its `sync_token`: a line whose
token is not its document's was removed by a later edit.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import Column, Projection, stream_schema

from tap_quickbooks.errors import unknown_shape
from tap_quickbooks.streams import ENTITIES
from tap_quickbooks.streams.lines import (
    LINES,
    LINKS,
    TAX_LINES,
    lines,
    links,
    tax_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from singer_erp.messages.taken import Path

    from tap_quickbooks.streams.entity import Entity

Json = dict[str, Any]

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# `domain` and `sparse` describe the response: the same for every record that is read.
_ENVELOPE: tuple[Path, ...] = (("domain",), ("sparse",))
_IN_LINES: tuple[Path, ...] = (("Line",), ("LinkedTxn",))
_IN_TAX_LINES: tuple[Path, ...] = (("TxnTaxDetail", "TaxLine"),)


@dataclass(frozen=True)
class Sibling:
    """One stream of an entity.

    Attributes:
        stream: Its name.
        primary_keys: Its key columns.
        columns: Its columns.
        ignored: Paths of a row that other streams take, or that hold no data.
        rows: Yields the rows a record has in the stream, as JSON that the columns read.
    """

    stream: str
    primary_keys: tuple[str, ...]
    columns: Sequence[Column]
    ignored: tuple[Path, ...]
    rows: Callable[[Json], Iterator[Json]]

    @property
    def schema(self) -> Json:
        """JSON schema of the stream."""
        return stream_schema(self.columns, self.primary_keys)

    def projection(self, selected: Collection[str]) -> Projection:
        """Return the selected columns."""
        return Projection(self.stream, self.columns, self.ignored, selected)


def siblings(entity: Entity) -> list[Sibling]:
    """Return the streams of an entity, its own first."""
    found = [_records(entity)]
    stem = _singular(entity.stream)
    row: tuple[Path, ...] = (("_parent",), ("_index",), ("_component",), ("_line",))
    if entity.has_lines:
        keys = _key("line_index", "component_index")
        in_links: tuple[Path, ...] = (*row, ("LinkedTxn",))
        found.append(Sibling(f"{stem}_lines", keys, LINES, in_links, lines))
        links_name = f"{stem}_linked_transactions"
        found.append(Sibling(links_name, _key("link_index"), LINKS, row, links))
    if entity.has_taxes:
        keys = _key("tax_line_index")
        # Always `TaxLineDetail`.
        kind: tuple[Path, ...] = (*row, ("DetailType",))
        found.append(Sibling(f"{stem}_tax_lines", keys, TAX_LINES, kind, tax_lines))
    return found


def created_at(record: Json) -> dt.datetime:
    """Return the second in which a record was created, UTC; some companies keep milliseconds."""
    return _second(record, "CreateTime")


def updated_at(record: Json) -> dt.datetime:
    """Return the second in which a record was last changed, or deleted, UTC."""
    return _second(record, "LastUpdatedTime")


def _second(record: Json, name: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(record["MetaData"][name])
    except (LookupError, TypeError, ValueError):
        raise unknown_shape(f"the `MetaData.{name}` of a record") from None
    return at.astimezone(dt.UTC).replace(microsecond=0)


def record_id(record: Json) -> str:
    """Return the id of a record."""
    try:
        return str(record["Id"])
    except KeyError:
        raise unknown_shape("the `Id` of a record") from None


def is_deleted(record: Json) -> bool:
    """Change data capture leaves a stub with a status of deleted records."""
    return bool(record.get("status") == "Deleted")


def _records(entity: Entity) -> Sibling:
    columns = [Column("realm_id", "string", ("_realm_id",))]
    if "id" in entity.primary_keys:
        columns.append(Column("id", "string", ("Id",)))
    columns += [
        Column("sync_token", "integer", ("SyncToken",), convert=int),
        Column("create_time", "timestamp", ("MetaData", "CreateTime")),
        Column("last_updated_time", "timestamp", ("MetaData", "LastUpdatedTime")),
    ]
    for name, kind in entity.fields.items():
        columns += _columns_of(name, kind)
    ignored = _ENVELOPE
    if entity.has_lines:
        ignored += _IN_LINES
        detail = "TxnTaxDetail"
        columns += [
            Column("total_tax", "number", (detail, "TotalTax")),
            Column("txn_tax_code_id", "string", (detail, "TxnTaxCodeRef", "value")),
        ]
    if entity.has_taxes:
        ignored += _IN_TAX_LINES
    columns += [
        Column("custom_fields", "json", ("CustomField",)),
        Column("is_deleted", "boolean", ("status",), is_deleted),
    ]
    return Sibling(entity.stream, entity.primary_keys, columns, ignored, _itself)


def _columns_of(name: str, kind: str) -> list[Column]:
    """Return the columns of a field; a reference has two."""
    if kind == "reference":
        stem = _snake_case(name.removesuffix("Ref"))
        return [
            Column(f"{stem}_id", "string", (name, "value")),
            Column(f"{stem}_name", "string", (name, "name")),
        ]
    return [Column(_snake_case(name), kind, (name,))]


def _itself(record: Json) -> Iterator[Json]:
    yield record


def _key(*more: str) -> tuple[str, ...]:
    return ("realm_id", "transaction_id", *more)


def _snake_case(name: str) -> str:
    """Return `APAccountRef` as `ap_account_ref`."""
    return _WORD.sub("_", name).lower()


def _singular(stream: str) -> str:
    """Return `journal_entries` as `journal_entry`, `bills` as `bill`."""
    return f"{stream[:-3]}y" if stream.endswith("ies") else stream.removesuffix("s")


SIBLINGS: Mapping[str, tuple[Entity, Sibling]] = {
    sibling.stream: (entity, sibling) for entity in ENTITIES for sibling in siblings(entity)
}
"""Entity and definition by stream."""
