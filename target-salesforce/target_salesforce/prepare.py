"""Converts rows into the values that an object accepts, for both channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, Row, rejected

from target_salesforce.values import InvalidValueError, convert

if TYPE_CHECKING:
    from target_salesforce.schema import Field, ObjectDescription

_NULL = "#N/A"
_RECORD_TYPE = "RecordTypeId"


@dataclass(frozen=True)
class PreparedRow:
    """A row with valid values.

    Attributes:
        row: The row it was prepared from.
        key: Value of the external id.
        values: JSON value by field; None clears a field.
        links: Field and external id of the record referred to, by relationship name.
    """

    row: Row
    key: str
    values: dict[str, Any]
    links: dict[str, tuple[str, str]] = field(default_factory=dict)

    def as_json(self, obj: str, key_name: str) -> dict[str, Any]:
        """Return the record for a Collections request."""
        links = {name: {other: key} for name, (other, key) in self.links.items()}
        return {"attributes": {"type": obj}, key_name: self.key, **self.values, **links}

    def as_cells(self, key_name: str) -> dict[str, str]:
        """Return the CSV cells by column; fields without a cell stay unchanged."""
        cells = {name: _cell(value) for name, value in self.values.items()}
        cells |= {f"{name}.{other}": key for name, (other, key) in self.links.items()}
        return {key_name: self.key, **cells}

    @property
    def fits_csv(self) -> bool:
        """Whether CSV can represent the values: it has no carriage return and no text `#N/A`."""
        texts = [value for value in self.values.values() if isinstance(value, str)]
        texts += [self.key, *(key for _, key in self.links.values())]
        return not any("\r" in text or text == _NULL for text in texts)


class RowPreparer:
    """Validates and converts the rows of one object.

    Args:
        description: The object.
        key: Its external id field.
    """

    def __init__(self, description: ObjectDescription, key: Field) -> None:
        self.object = description.name
        self.key = key
        self._fields = {f.name.lower(): f for f in description.fields}
        self._required = description.required()
        self._record_types = description.record_types()

    def prepare(self, row: Row) -> PreparedRow | Outcome:
        """Return the prepared row, or the outcome of an invalid row."""
        if not row.key:
            return rejected("MISSING_ARGUMENT", f"{self.key.name} has no value", self.key.name)
        if len(row.key) > self.key.length:
            return rejected(
                "STRING_TOO_LONG",
                f"{self.key.name} takes {self.key.length} characters",
                self.key.name,
            )
        values: dict[str, Any] = {}
        links: dict[str, tuple[str, str]] = {}
        for name, value in row.values.items():
            known = self._fields[name.lower()]
            if isinstance(value, dict):
                links[known.relationship_name or known.name] = value["external_id"], value["key"]
                continue
            try:
                resolved = self._record_type(value) if known.name == _RECORD_TYPE else value
                values[known.name] = convert(known, resolved)
            except InvalidValueError as error:
                return rejected(error.code, f"{known.name} {error.reason}", known.name)
        for name in self._required & values.keys():
            if values[name] is None:
                return rejected(
                    "REQUIRED_FIELD_MISSING", f"{name} is required and has no value", name
                )
        return PreparedRow(row, row.key, values, links)

    def missing_in_new(self, row: Row) -> list[str]:
        """Return the fields that a new record must have and the row does not set."""
        given = {name.lower() for name in row.values}
        return sorted(name for name in self._required if name.lower() not in given)

    def _record_type(self, value: Any) -> Any:
        """Return the id of a record type by its developer name, which is equal in every org."""
        if value is None or str(value) in self._record_types.values():
            return value
        try:
            return self._record_types[str(value).casefold()]
        except KeyError:
            names = ", ".join(sorted(self._record_types)) or "none for this object"
            raise InvalidValueError(
                "INVALID_CROSS_REFERENCE_KEY",
                "takes the developer name of a record type that this user may use; available: "
                f"{names}",
            ) from None


def _cell(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
