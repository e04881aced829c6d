"""Records with exact types, decoded from the vendor's page straight into the Singer line.

A JSON schema becomes a msgspec struct of the selected properties: numbers are `Decimal`,
timestamps are datetimes, and what was not selected is never built. Encoding writes numbers with
their exact digits, timestamps in UTC, and every property of the schema, absent ones as null; only
`OTHER`, which is empty for most records, is left out when it is.

A property whose schema is not a single scalar type takes any JSON. Decode such streams with
`msgspec.json.Decoder(..., float_hook=Decimal)`, or numbers within lose digits.

A value that its column cannot hold does not end a run: the column is null in that record, and the
value arrives in `OTHER` as the vendor sent it (`RecordType.from_raw`).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.messages.json import decode_json
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Record = msgspec.Struct

OTHER = "_other"
"""Property for what no column of a stream takes or can hold."""

OTHER_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "description": "What no other column takes or can hold, by the vendor's names; absent when "
    "empty.",
}
"""JSON schema of `OTHER`."""

_encoder = msgspec.json.Encoder(decimal_format="number")


class RecordType:
    """The struct of one stream's records.

    Args:
        stream: Stream name.
        properties: JSON schema per property, in the order of the output.
        constants: Values the vendor does not send and every record gets.
        is_utc: Whether all timestamps of records are in UTC already.
    """

    def __init__(
        self,
        stream: str,
        properties: Mapping[str, Mapping[str, Any]],
        constants: Mapping[str, Any] | None = None,
        *,
        is_utc: bool = False,
    ) -> None:
        self.stream = stream
        constants = constants or {}
        self._types = {column: _python_type(schema) for column, schema in properties.items()}
        # Positions as names: a column may be called `class`, which Python reserves.
        attributes = {column: f"c{position}" for position, column in enumerate(properties)}
        self.struct = msgspec.defstruct(
            f"{stream}_record",
            [
                (attributes[column], type_ | None, constants.get(column))
                if column != OTHER
                else (attributes[column], Any, msgspec.UNSET)
                for column, type_ in self._types.items()
            ],
            rename={attribute: column for column, attribute in attributes.items()},
            gc=False,
        )
        self.columns = tuple(properties)
        self._attributes = attributes
        self._timestamps = [
            attributes[column]
            for column, type_ in self._types.items()
            if type_ is dt.datetime and not is_utc
        ]
        numbers = [attributes[column] for column, type_ in self._types.items() if type_ is Decimal]
        # Of one attribute `attrgetter` returns no tuple.
        self._numbers = attrgetter(*(numbers * 2)) if numbers else None
        message = msgspec.defstruct(
            f"{stream}_message",
            [
                ("stream", str),
                ("record", self.struct),
                ("version", int | msgspec.UnsetType, msgspec.UNSET),
                ("time_extracted", dt.datetime | msgspec.UnsetType, msgspec.UNSET),
            ],
            tag="RECORD",
            tag_field="type",
            gc=False,
        )
        self._message: Callable[..., Record] = message

    def from_raw(self, row: Mapping[str, msgspec.Raw]) -> tuple[Record, list[str]]:
        """Return a record, and the columns that cannot hold their values: see the module.

        Args:
            row: Encoded JSON by column; what is no column of the stream is left out.
        """
        values: dict[str, Any] = {}
        refused: dict[str, Any] = {}
        for column in self._attributes.keys() & row.keys():
            raw = bytes(row[column])
            try:
                values[self._attributes[column]] = _convert(raw, self._types[column])
            except msgspec.ValidationError:
                refused[column] = decode_json(raw)
        if refused and OTHER in self._attributes:
            values[self._attributes[OTHER]] = dict(sorted(refused.items()))
        return self.struct(**values), sorted(refused)

    def are_finite(self, records: Iterable[Record]) -> bool:
        """Return whether no number of records is a NaN or an infinity, which `Decimal` reads."""
        if self._numbers is None:
            return True
        values = chain.from_iterable(map(self._numbers, records))
        return all(map(Decimal.is_finite, filter(None, values)))

    def getter(self, *columns: str) -> Callable[[Record], Any]:
        """Return a function that reads columns of a record; a tuple when there are several."""
        return attrgetter(*map(self.attribute, columns))

    def attribute(self, column: str) -> str:
        """Return the name of the struct's attribute that holds a column."""
        return self._attributes[column]

    def lines(
        self, records: Iterable[Record], extracted_at: dt.datetime, version: int | None = None
    ) -> bytes:
        """Return Singer RECORD lines, each ending in a newline.

        Args:
            records: Structs of this type; their timestamps become UTC in place.
            extracted_at: When the vendor responded, aware.
            version: Table version for ACTIVATE_VERSION, if any.
        """
        records = list(records)
        self._to_utc(records)
        message, stream = self._message, self.stream
        set_version = msgspec.UNSET if version is None else version
        return _encoder.encode_lines(
            [message(stream, record, set_version, extracted_at) for record in records]
        )

    def as_dict(self, record: Record) -> dict[str, Any]:
        """Return a record as the SDK's own path takes it: exact decimals, timestamps as text."""
        self._to_utc((record,))
        converted = msgspec.to_builtins(record, builtin_types=(Decimal,))
        assert isinstance(converted, dict)  # noqa: S101  # for the type checker
        return converted

    def _to_utc(self, records: Sequence[Record]) -> None:
        """Convert timestamps in place; those without an offset are taken as UTC."""
        for attribute in self._timestamps:
            for record in records:
                value = getattr(record, attribute)
                if value is not None and value.tzinfo is not dt.UTC:
                    setattr(record, attribute, as_utc(value))


def converter(type_: type) -> Callable[[Any], Any]:
    """Return what converts a decoded value to a type; it raises ValueError if it cannot."""

    def convert(value: Any) -> Any:
        try:
            return _convert(_encoder.encode(value), type_)
        except msgspec.ValidationError:
            raise ValueError("not of its column's type") from None

    return convert


def _python_type(schema: Mapping[str, Any]) -> Any:
    kinds = set(_as_list(schema.get("type"))) - {"null"}
    if kinds == {"string"}:
        return {"date-time": dt.datetime, "date": dt.date}.get(schema.get("format", ""), str)
    if len(kinds) == 1:
        return _PYTHON_TYPES.get(kinds.pop(), Any)
    return Any


def _convert(raw: bytes, type_: Any) -> Any:
    """Return a value as its column types it; numbers and booleans may come as text."""
    if type_ is str and raw[:1] not in b'"n[{':
        return raw.decode()
    value = msgspec.json.decode(raw, type=type_ | None, strict=False)
    # `Decimal` reads "NaN" and "1_000", which no vendor sends as a number.
    if isinstance(value, Decimal) and not (value.is_finite() and b"_" not in raw):
        raise msgspec.ValidationError
    return value


_PYTHON_TYPES: dict[str, Any] = {"integer": int, "number": Decimal, "boolean": bool}


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
