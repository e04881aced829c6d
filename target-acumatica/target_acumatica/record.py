"""A record with a natural key: its values, and whether Acumatica has saved them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, Row, rejected

from target_acumatica.codes import Key, code_of, natural_key
from target_acumatica.payload import literal, value_at
from target_acumatica.schema import LINE_KEYS
from target_acumatica.values import InvalidValueError, convert, decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_acumatica.schema import Field

Json = dict[str, Any]

# Last words of the fields that take a code of another record: its number has no decimals.
_CODES = (
    *("Account", "Branch", "CD", "Customer", "ID", "Ledger", "Nbr", "Project", "Subaccount"),
    *("Task", "Vendor", "Warehouse"),
)


@dataclass(frozen=True)
class EntityMapping:
    """What the mappings of one entity name.

    Attributes:
        entity: The entity.
        keys: Fields that identify a record.
        key_field: The key field that takes the mapping's `key`; empty if fields have all keys.
        fields: Fields by detail (empty for the header) and name.
    """

    entity: str
    keys: tuple[str, ...]
    key_field: str
    fields: Mapping[tuple[str, str], Field]


@dataclass(frozen=True)
class Record:
    """A record with valid values.

    Attributes:
        row: The row it comes from.
        key: Its natural key, as the instance compares keys.
        values: Value by field; None clears a field.
        lines: Value by field of each line, by detail.
    """

    row: Row
    key: Key
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[Mapping[str, Any]]]


def record_of(mapping: EntityMapping, row: Row) -> Record | Outcome:
    """Return a row as a record, or why it is rejected."""
    given = dict(row.values)
    if mapping.key_field:
        given[mapping.key_field] = row.key
    try:
        values = {name: _value(mapping, "", name, value) for name, value in given.items()}
        lines = {
            detail: [
                {name: _value(mapping, detail, name, value) for name, value in line.items()}
                for line in several
            ]
            for detail, several in row.lines.items()
        }
    except _InvalidFieldError as error:
        return rejected("INVALID_VALUE", f"{error.field}: {error.reason}", error.field)
    if missing := [name for name in mapping.keys if values.get(name) is None]:
        return rejected("MISSING_KEY", f"{', '.join(missing)}: has no value", *missing)
    return Record(row, natural_key(values[name] for name in mapping.keys), values, lines)


class _InvalidFieldError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


def _value(mapping: EntityMapping, detail: str, name: str, value: Any) -> Any:
    given = value["key"] if isinstance(value, dict) else value
    type_ = mapping.fields[detail, name].type
    keys = LINE_KEYS.get(detail, ()) if detail else mapping.keys
    try:
        if type_ == "String" and (name in keys or name.endswith(_CODES)):
            return code_of(given)
        return convert(type_, given)
    except InvalidValueError as error:
        path = f"{detail}.{name}" if detail else name
        raise _InvalidFieldError(path, str(error)) from None


def condition_of(mapping: EntityMapping, record: Record) -> str:
    """Return the condition of a filter that a record is found by."""
    terms = []
    for name in mapping.keys:
        field, value = mapping.fields["", name], record.values[name]
        text = literal(str(value)) if field.type == "String" else str(value).lower()
        terms.append(f"{name} eq {text}")
    return f"({' and '.join(terms)})"


def changed_numbers(record: Record, saved: Json) -> list[str]:
    """Return the fields whose numbers are not those that were sent, such as rounded amounts."""
    changed = [
        name
        for name, value in record.values.items()
        if isinstance(value, Decimal)
        if (other := value_at(saved, name)) is not None and decimal_of(other) != value
    ]
    for detail, lines in record.lines.items():
        bodies = saved.get(detail) or []
        for name in {name: None for line in lines for name in line}:
            sent = Counter(line[name] for line in lines if isinstance(line.get(name), Decimal))
            kept = Counter(
                decimal_of(value)
                for body in bodies
                if (value := value_at(body, name)) is not None and sent
            )
            # Other lines of a detail with keys stay. What a response does not have is not compared.
            if kept and sent - kept:
                changed.append(f"{detail}.{name}")
    return changed
