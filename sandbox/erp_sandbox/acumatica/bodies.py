"""Bodies of writes: wrapped values, lines, linked objects and custom fields, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from erp_sandbox.acumatica.entities import FieldType
from erp_sandbox.acumatica.errors import invalid_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.acumatica.entities import Field, Shape
    from erp_sandbox.acumatica.rows import Values

_TOO_LARGE = Decimal(10) ** 15  # a decimal of the database has 19 digits, four of them decimals
_YEARS = range(1900, 2080)  # of a `smalldatetime`
_SYSTEM = {"id", "rowNumber", "note", "error", "files", "_links", "delete", "custom"}


@dataclass
class Sent:
    """What a body says about a record, a line or a linked object.

    Attributes:
        values: Fields by name; None clears a field.
        custom: Fields outside the contract by `View.Field`.
        details: Lines by field.
        linked: Linked objects by field.
        id: The id, None without one.
        note: The note, None without one.
        delete: Whether the line is to be removed.
    """

    values: Values = field(default_factory=dict)
    custom: Values = field(default_factory=dict)
    details: dict[str, list[Sent]] = field(default_factory=dict)
    linked: dict[str, Sent] = field(default_factory=dict)
    id: str | None = None
    note: str | None = None
    delete: bool = False


def decoded(
    shape: Shape, body: Mapping[str, Any], path: str = "entity", *, strict: bool = False
) -> Sent:
    """Return a body as its shape has it.

    Args:
        shape: The shape of the object.
        body: The object.
        path: Where it is, for messages.
        strict: Whether unknown fields are refused rather than ignored (unconfirmed).

    Raises:
        ApiError: 400, if a value has another type.
    """
    sent = Sent(delete=body.get("delete") is True, note=_note(body.get("note"), f"{path}.note"))
    if body.get("id") is not None:
        sent.id = str(_guid(body["id"], f"{path}.id"))
    for name, value in body.items():
        here = f"{path}.{name}"
        if name in shape.fields:
            _take(sent.values, name, shape.fields[name], value, here)
            if name in shape.keys and isinstance(sent.values.get(name), str):
                sent.values[name] = sent.values[name].strip()
        elif name in shape.details:
            lines = _list(value, here)
            sent.details[name] = [
                decoded(shape.details[name], _object(line, here), f"{here}[{at}]", strict=strict)
                for at, line in enumerate(lines)
            ]
        elif name in shape.linked:
            if value is not None:
                inner = _object(value, here)
                sent.linked[name] = decoded(shape.linked[name], inner, here, strict=strict)
        elif name == "custom":
            sent.custom = _custom(shape, _object(value or {}, here), here)
        elif name not in _SYSTEM and strict:
            raise invalid_body(here, f"Could not find member '{name}' on the entity.")
    return sent


def _take(values: Values, name: str, contract: Field, value: Any, path: str) -> None:
    """Take a wrapped value; `{}` says nothing about the field."""
    if value is None:
        return
    wrapped = _object(value, path)
    if "value" in wrapped:
        given = wrapped["value"]
        values[name] = None if given is None else typed(contract, given, path)


def _note(value: Any, path: str) -> str | None:
    """Return a note, None if the body says nothing about it."""
    given = _object(value or {}, path).get("value")
    return None if given is None else _text(given, False)  # noqa: FBT003 - no date


def _custom(shape: Shape, views: Mapping[str, Any], path: str) -> Values:
    values: Values = {}
    for view, fields in views.items():
        for name, value in _object(fields, f"{path}.{view}").items():
            wrapped = _object(value, f"{path}.{view}.{name}")
            contract = shape.custom.get(f"{view}.{name}")
            if contract is None or "value" not in wrapped:
                continue
            expected = f"Custom{contract.type}Field"
            if wrapped.get("type", expected) != expected:
                raise invalid_body(f"{path}.{view}.{name}", f"The type must be {expected}.")
            given = wrapped["value"]
            typed_value = None if given is None else typed(contract, given, path)
            values[contract.path] = typed_value
    return values


def typed(contract: Field, value: Any, path: str) -> Any:
    """Return a JSON value as it is stored.

    Raises:
        ApiError: 400, if it cannot be converted.
    """
    try:
        return _CONVERTERS[contract.type](value, contract.is_date)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        why = f"Could not convert the value to {contract.type}."
        raise invalid_body(f"{path}.value", why) from None


def _text(value: Any, _: bool) -> str:  # noqa: FBT001 - the converters' signature
    if isinstance(value, bool | dict | list):
        raise TypeError(value)
    return str(value)


def _decimal(value: Any, _: bool) -> Decimal:  # noqa: FBT001
    if isinstance(value, bool):
        raise TypeError(value)
    found = Decimal(str(value))
    if not found.is_finite() or abs(found) >= _TOO_LARGE:
        raise ValueError(value)
    return found


def _timestamp(value: Any, is_date: bool) -> date | datetime:  # noqa: FBT001
    at = datetime.fromisoformat(str(value))
    if at.year not in _YEARS:
        raise ValueError(value)
    if is_date:
        return at.date()
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _boolean(value: Any, _: bool) -> bool:  # noqa: FBT001
    return {"true": True, "false": False}[str(value).lower()]


def _integer(value: Any, _: bool) -> int:  # noqa: FBT001
    if isinstance(value, bool):
        raise TypeError(value)
    return int(str(value))


_CONVERTERS: dict[FieldType, Callable[[Any, bool], Any]] = {
    FieldType.TEXT: _text,
    FieldType.DECIMAL: _decimal,
    FieldType.TIMESTAMP: _timestamp,
    FieldType.BOOLEAN: _boolean,
    FieldType.INTEGER: _integer,
    FieldType.SHORT: _integer,
    FieldType.LONG: _integer,
    FieldType.GUID: lambda value, _: str(UUID(str(value))),
}


def _guid(value: Any, path: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise invalid_body(path, "Could not convert the value to Guid.") from None


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid_body(path, "Could not convert the value to an object with `value`.")
    return value


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise invalid_body(path, "Could not convert the value to an array.")
    return value
