"""Rows of a result as records: exact decimals, yes/no as boolean, times in UTC."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from singer_erp.messages.json import decode_json
from singer_erp.messages.projection import KINDS
from singer_erp.messages.records import OTHER, OTHER_SCHEMA, RecordType

from tap_looker.errors import in_result, stream_error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from singer_erp.messages.records import Record

    from tap_looker.schema import FieldColumn

log = logging.getLogger(__name__)

_TYPES: dict[str, Any] = {
    "boolean": bool | str,
    "date": dt.date,
    "integer": int,
    "number": Decimal,
    "string": str,
    "timestamp": dt.datetime,
}
_YESNO: dict[Any, bool | None] = {"Yes": True, "No": False, True: True, False: False, None: None}
_RAW_YESNO = {b'"Yes"': msgspec.Raw(b"true"), b'"No"': msgspec.Raw(b"false")}
_ERROR = "looker_error"
# Looker writes no offset; what has one is converted by itself.
_LOCAL: Any = Annotated[dt.datetime, msgspec.Meta(tz=False)]
_decode_timestamps = msgspec.json.Decoder(list[dt.datetime]).decode
_decode_local = msgspec.json.Decoder(list[_LOCAL]).decode


class OddValueError(Exception):
    """A value of a part is not of its column's type: its rows are converted one by one."""


@dataclass(frozen=True)
class Rows:
    """Rows of a part of a result.

    Attributes:
        records: Their records.
        values: Value of the field that the result is sliced by, of each; empty without one.
    """

    records: Sequence[Record]
    values: Sequence[Any]


class RowDecoder:
    """Decodes rows of one stream.

    Args:
        stream: Its name.
        columns: Its columns.
        selected: Names of the columns to write.
        sliced_by: Field whose values are returned with the records; empty for none.
        zones: Zone of timestamps by field; others are in UTC.
        clean: Removes secrets from a text of Looker's.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        stream: str,
        columns: Sequence[FieldColumn],
        selected: Collection[str],
        *,
        sliced_by: str,
        zones: Mapping[str, dt.tzinfo],
        clean: Callable[[str], str],
    ) -> None:
        self._chosen = [column for column in columns if column.name in selected]
        properties = {column.name: KINDS[column.kind] for column in self._chosen}
        if OTHER in selected:
            properties[OTHER] = OTHER_SCHEMA
        self.record_type = RecordType(stream, properties)
        self.needed = list(self._chosen)
        if sliced_by and sliced_by not in {column.field for column in self._chosen}:
            self.needed += [column for column in columns if column.field == sliced_by]
        self._fields = [column.field for column in self.needed]
        self._slice = self._fields.index(sliced_by) if sliced_by else None
        kinds = [column.kind for column in self.needed]
        self._booleans = [n for n, kind in enumerate(kinds) if kind == "boolean"]
        self._numbers = [n for n, kind in enumerate(kinds) if kind == "number"]
        self._zones = [
            (n, zones.get(one.field, dt.UTC))
            for n, one in enumerate(self.needed)
            if one.kind == "timestamp"
        ]
        self._stream = stream
        self._clean = clean
        self._reported: set[str] = set()
        self._raw = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
        self._plain = self._json_decoder(cells=False)
        self._cells = self._json_decoder(cells=True)

    def _json_decoder(self, *, cells: bool) -> msgspec.json.Decoder[Any]:
        """Return a decoder of rows, whose fields must all be there."""
        # Timestamps are converted by the column.
        kinds = ["string" if one.kind == "timestamp" else one.kind for one in self.needed]
        types = [_TYPES[kind] | None for kind in kinds]
        if cells:
            types = [msgspec.defstruct("Cell", [("value", one)], gc=False) for one in types]
        row = msgspec.defstruct(
            "Row",
            [(f"c{number}", one) for number, one in enumerate(types)],
            rename={f"c{number}": field for number, field in enumerate(self._fields)},
            gc=False,
        )
        return msgspec.json.Decoder(list[row])  # type: ignore[valid-type]

    def plain(self, part: bytes) -> Rows:
        """Return the rows of the format `json`; raise what `JsonRows` takes for a wrong cut."""
        try:
            return self.of_columns(self._columns(self._plain.decode(part)))
        except (msgspec.ValidationError, OddValueError):
            return self._one_by_one(self._raw.decode(part), lambda raw: raw)

    def cells(self, part: bytes) -> Rows:
        """Return the rows of `json_bi` and `json_detail`, whose values are within objects."""
        try:
            found = self._columns(self._cells.decode(part))
            return self.of_columns([list(map(attrgetter("value"), cells)) for cells in found])
        except (msgspec.ValidationError, OddValueError):
            return self._one_by_one(self._raw.decode(part), _value_of)

    def _columns(self, rows: Sequence[msgspec.Struct]) -> list[Sequence[Any]]:
        """Return decoded rows by column: a loop over rows would take most of the time."""
        if not rows:
            return [()] * len(self.needed)
        return list(zip(*map(msgspec.structs.astuple, rows), strict=True))

    def of_columns(self, columns: list[Sequence[Any]]) -> Rows:
        """Return rows of typed values, given the values of each of `needed`.

        Raises:
            OddValueError: One is not of its type.
        """
        try:
            values = self._values(columns)
            for position in self._booleans:
                columns[position] = [_YESNO[value] for value in columns[position]]
            for position, zone in self._zones:
                columns[position] = _timestamps(columns[position], zone)
        except (KeyError, msgspec.DecodeError):
            raise OddValueError from None
        for position in self._numbers:
            # `Decimal` reads "NaN".
            if not all(map(Decimal.is_finite, filter(None, columns[position]))):
                raise OddValueError
        records = list(map(self.record_type.struct, *columns[: len(self._chosen)]))
        return Rows(records, values)

    def _values(self, columns: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """Return the values that the result is sliced by; timestamps as they are written."""
        if self._slice is None:
            return []
        found, kind = columns[self._slice], self.needed[self._slice].kind
        return _timestamps(found, None) if kind == "timestamp" else found

    def _one_by_one(
        self,
        rows: Sequence[Mapping[str, msgspec.Raw]],
        value_of: Callable[[msgspec.Raw], msgspec.Raw],
    ) -> Rows:
        """Return rows of which at least one is not as it should be.

        Raises:
            StreamError: A row is an error, lacks a field, or has no value to be sliced by.
        """
        records, values = [], []
        for row in rows:
            self._check(row)
            raw = {column.field: value_of(row[column.field]) for column in self.needed}
            by_column = {
                column.name: _RAW_YESNO.get(bytes(raw[column.field]), raw[column.field])
                if column.kind == "boolean"
                else raw[column.field]
                for column in self._chosen
            }
            record, refused = self.record_type.from_raw(by_column)
            self._report(refused)
            for position, zone in self._zones:
                self._localize(record, position, zone)
            records.append(record)
            if self._slice is not None:
                values.append(self._slice_value(raw[self._fields[self._slice]]))
        return Rows(records, values)

    def _check(self, row: Mapping[str, Any]) -> None:
        if _ERROR in row:
            detail = decode_json(bytes(row[_ERROR]))
            raise in_result(self._clean(str(detail)), None)
        if missing := [field for field in self._fields if field not in row]:
            raise stream_error(
                f"The result of '{self._stream}' has no field {', '.join(missing)}",
                "The model may have changed: run discovery again, or correct the query",
            )

    def _localize(self, record: Record, position: int, zone: dt.tzinfo) -> None:
        if position < len(self._chosen):
            attribute = self.record_type.attribute(self._chosen[position].name)
            value = getattr(record, attribute)
            if value is not None and value.tzinfo is None:
                setattr(record, attribute, value.replace(tzinfo=zone))

    def _slice_value(self, raw: msgspec.Raw) -> Any:
        assert self._slice is not None  # noqa: S101  # for the type checker
        kind = self.needed[self._slice].kind
        type_ = _LOCAL if kind == "timestamp" else _TYPES[kind]
        try:
            return msgspec.json.decode(raw, type=type_ | None, strict=False)
        except msgspec.ValidationError:
            raise stream_error(
                f"'{self._stream}' cannot follow {self._fields[self._slice]}: a value of it is "
                "not one of its type",
                "Choose another `replication_key` or `slice_by`",
            ) from None

    def _report(self, refused: Sequence[str]) -> None:
        """Log once for each column that it cannot hold a value.

        Raises:
            StreamError: The value would be lost.
        """
        if refused and OTHER not in self.record_type.columns:
            raise stream_error(
                f"'{self._stream}' has a value that its column {refused[0]} cannot hold",
                f"Select `{OTHER}` in the catalog, where it then arrives, or run discovery again",
            )
        for column in refused:
            if column not in self._reported:
                self._reported.add(column)
                log.warning(
                    "'%s' of '%s' cannot hold a value of the result: it is null in such rows, and "
                    "the value is in '%s'",
                    column,
                    self._stream,
                    OTHER,
                )


def _timestamps(texts: Sequence[str | None], zone: dt.tzinfo | None) -> list[dt.datetime | None]:
    """Return the timestamps of a column, in UTC at the speed of one text.

    Raises:
        msgspec.DecodeError: One is not a timestamp without an offset.
    """
    given = list(filter(None, texts))
    suffix, decode = ("Z", _decode_timestamps) if zone is dt.UTC else ("", _decode_local)
    joined = f'{suffix}","'.join(given)
    found: list[dt.datetime] = decode(f'["{joined}{suffix}"]') if given else []
    if len(found) != len(given):
        raise msgspec.DecodeError
    if zone not in {None, dt.UTC}:
        found = [value.replace(tzinfo=zone) for value in found]
    remaining = iter(found)
    return [next(remaining) if text else None for text in texts]


def _value_of(cell: msgspec.Raw) -> msgspec.Raw:
    """Return the value of a cell; a pivoted one or an error has none and stays as it is."""
    try:
        return msgspec.json.decode(cell, type=dict[str, msgspec.Raw])["value"]
    except (msgspec.ValidationError, KeyError):
        return cell
