"""Records as the contract API shows them: wrapped values, `{}` for null, dates with an offset."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.projection import CustomField, Projection
    from erp_sandbox.acumatica.rows import Row

Record = dict[str, Any]
# Fields that are drop-downs in most entities: their values are labels.
_DROP_DOWNS = {"DocType", "Status", "Type"}


@dataclass(frozen=True)
class Links:
    """The parts of a record's links.

    Attributes:
        root: The path of the endpoint.
        entity: The entity of the record.
    """

    root: str
    entity: Entity

    def of(self, row: Row) -> Record:
        """Return the links of a record."""
        links = {"self": f"{self.root}/{self.entity.name}/{row.id}"}
        if not self.entity.inquiry:
            graph = f"{self.entity.graph}/{self.entity.view}"
            links["files:put"] = f"{self.root}/files/{graph}/{row.id}/{{filename}}"
        return links


class Envelope:
    """Shows records.

    Args:
        offsets: Minutes by which timestamps are shown ahead of UTC: one for all, or several
            that are mixed over the records.
        line_id: The id to show of a line, by its own.
        labels: The labels to show of drop-downs, by the English ones.
    """

    def __init__(
        self,
        offsets: Sequence[int] = (0,),
        line_id: Callable[[str], str] = str,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self._zones = [timezone(timedelta(minutes=minutes)) for minutes in offsets]
        self._line_id = line_id
        self._labels = labels or {}

    def records(self, rows: Iterable[Row], projection: Projection, links: Links) -> list[Record]:
        """Return a list of records, numbered from 1 (unconfirmed: on each page)."""
        return [
            self.record(row, projection, links, number) for number, row in enumerate(rows, start=1)
        ]

    def record(self, row: Row, projection: Projection, links: Links, number: int = 1) -> Record:
        """Return one record."""
        shown = self._shown(row, projection, number)
        shown["note"] = {"value": row.note}
        shown["_links"] = links.of(row)
        return shown

    def _shown(self, row: Row, projection: Projection, number: int) -> Record:
        zone = self._zones[0]
        if len(self._zones) > 1:
            zone = self._zones[zlib.crc32(row.id.encode()) % len(self._zones)]
        note = {"value": row.note} if row.note else None
        shown: Record = {"id": row.id, "rowNumber": number, "note": note}
        values = row.values
        for name, is_timestamp in projection.columns:
            value = values.get(name)
            if is_timestamp and value is not None:
                value = plain(value, zone)
            elif self._labels and name in _DROP_DOWNS and value is not None:
                value = self._labels.get(value, value)
            shown[name] = {} if value is None else {"value": value}
        for name, inner in projection.details.items():
            shown[name] = [
                self._shown(line, inner, at) | {"id": self._line_id(line.id)}
                for at, line in enumerate(row.details.get(name, ()), start=1)
            ]
        for name, inner in projection.linked.items():
            linked = row.linked.get(name)
            shown[name] = None if linked is None else self._shown(linked, inner, 1)
        shown["custom"] = custom(row, projection.custom, zone) if projection.custom else {}
        if projection.files:
            shown["files"] = []
        return shown


def custom(row: Row, fields: Iterable[CustomField], zone: tzinfo) -> Record:
    """Return the fields of a record that are read by their view, by view."""
    views: Record = {}
    for one in fields:
        typed = {"type": f"Custom{one.field.type}Field", "value": plain(one.value(row), zone)}
        views.setdefault(one.field.view, {})[one.field.column] = typed
    return views


def plain(value: Any, zone: tzinfo) -> Any:
    """Return a value as JSON has it; timestamps have up to three digits of a second."""
    if isinstance(value, datetime):
        return _timestamp(value, zone)
    if isinstance(value, date):
        return _timestamp(datetime(value.year, value.month, value.day, tzinfo=zone), zone)
    return value


@lru_cache(maxsize=4096)
def _timestamp(value: datetime, zone: tzinfo) -> str:
    text = value.astimezone(zone).isoformat(timespec="milliseconds")
    seconds, offset = text[:-6], text[-6:]
    return f"{seconds.rstrip('0').rstrip('.') if seconds[-4] == '.' else seconds}{offset}"
