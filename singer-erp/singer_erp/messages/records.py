"""Records with exact types, decoded from the vendor's page straight into the Singer line.

A JSON schema becomes a msgspec struct of the selected properties: numbers are `Decimal`, instants
are datetimes, and what was not selected is never built. Encoding writes numbers with their exact
digits, instants in UTC, and every property of the schema, absent ones as null: an absent field
would erase nothing in one loader and a column in another.

A property whose schema is no single scalar type takes any JSON. Decode such streams with
`msgspec.json.Decoder(..., float_hook=Decimal)`, or numbers within lose digits.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.sync.bookmarks import as_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Record = msgspec.Struct

_encoder = msgspec.json.Encoder(decimal_format="number")


class RecordType:
    """The struct of one stream's records.

    Args:
        name: Stream name.
        properties: JSON schema per property, in the order of the output.
        constants: Values the vendor does not send and every record gets.
    """

    def __init__(
        self,
        name: str,
        properties: Mapping[str, Mapping[str, Any]],
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        constants = constants or {}
        # Positions as names: a column may be called `class`, which Python reserves.
        attributes = {column: f"c{position}" for position, column in enumerate(properties)}
        self.struct = msgspec.defstruct(
            f"{name}_record",
            [
                (attributes[column], _python_type(schema) | None, constants.get(column))
                for column, schema in properties.items()
            ],
            rename={attribute: column for column, attribute in attributes.items()},
            gc=False,
        )
        self._attributes = attributes
        self._instants = [
            attributes[column]
            for column, schema in properties.items()
            if _python_type(schema) is dt.datetime
        ]
        message = msgspec.defstruct(
            f"{name}_message",
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
        self._stream = name

    def getter(self, *columns: str) -> Callable[[Record], Any]:
        """A function that reads those columns of a record; a tuple when there are several."""
        return attrgetter(*map(self.attribute, columns))

    def attribute(self, column: str) -> str:
        """The struct's attribute that holds a column."""
        return self._attributes[column]

    def lines(
        self, records: Iterable[Record], extracted_at: dt.datetime, version: int | None = None
    ) -> bytes:
        """Singer RECORD lines, each ending in a newline.

        Args:
            records: Structs of this type; their instants become UTC in place.
            extracted_at: Aware instant the vendor answered.
            version: Table version for ACTIVATE_VERSION, if any.
        """
        records = list(records)
        self._to_utc(records)
        message, stream = self._message, self._stream
        set_version = msgspec.UNSET if version is None else version
        return _encoder.encode_lines(
            [message(stream, record, set_version, extracted_at) for record in records]
        )

    def as_dict(self, record: Record) -> dict[str, Any]:
        """The record as the SDK's own path takes it: exact decimals, instants as ISO text."""
        self._to_utc((record,))
        converted = msgspec.to_builtins(record, builtin_types=(Decimal,))
        assert isinstance(converted, dict)  # noqa: S101  # for the type checker
        return converted

    def _to_utc(self, records: Sequence[Record]) -> None:
        """Instants with another offset become UTC; those without one are taken as UTC."""
        for attribute in self._instants:
            for record in records:
                value = getattr(record, attribute)
                if value is not None and value.tzinfo is not dt.UTC:
                    setattr(record, attribute, as_utc(value))


def _python_type(schema: Mapping[str, Any]) -> Any:
    kinds = set(_as_list(schema.get("type"))) - {"null"}
    if kinds == {"string"}:
        return {"date-time": dt.datetime, "date": dt.date}.get(schema.get("format", ""), str)
    if len(kinds) == 1:
        return _PYTHON_TYPES.get(kinds.pop(), Any)
    return Any


_PYTHON_TYPES: dict[str, Any] = {"integer": int, "number": Decimal, "boolean": bool}


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
