"""SOQL, executed on the org's rows."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.query_grammar import parse
from erp_sandbox.salesforce.recycle_bin import is_expired
from erp_sandbox.salesforce.store import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.store import Record


class Execution:
    """One statement on one org for one user.

    Args:
        org: The rows.
        user: What they may see.
        text: The statement.
        all_rows: Deleted ones too (`queryAll`).
    """

    def __init__(self, org: Org, user: User, text: str, *, all_rows: bool = False) -> None:
        self._org = org
        self._user = user
        self._all = all_rows
        self.query = parse(text)
        try:
            self.spec = org.spec(self.query.source)
        except ApiError:
            raise ApiError(
                400,
                "INVALID_TYPE",
                f"sObject type '{self.query.source}' is not supported. If you are attempting to "
                "use a custom object, be sure to append the '__c' after the entity name.",
            ) from None

    @property
    def counts(self) -> bool:
        """Whether only a count is requested."""
        return self.query.columns is None

    def run(self) -> list[Record]:
        """Return the records, with `attributes` and null for what is empty."""
        with self._org.lock:
            for path in self.query.columns or []:
                self._field(self.spec, path)
            found = [row for row in self._candidates() if self._holds(self.query.where, row)]
            self._sort(found)
            end = None if self.query.limit is None else self.query.offset + self.query.limit
            return [self._shown(row) for row in found[self.query.offset : end]]

    def _candidates(self) -> Iterable[Record]:
        where = self.query.where
        if where is not None and where[0] in {"compare", "in"} and len(where[1]) == 1:
            field = self._field(self.spec, where[1])
            values = where[2] if where[0] == "in" else [where[3]] if where[2] == "=" else None
            if values and field.type == "string" and not self._all and None not in values:
                unique = {fold(field, v): v for v in values}
                return [
                    r for v in unique.values() for r in self._org.store.find(self.spec, field, v)
                ]
        rows = self._org.store.rows(self.spec.name, deleted=self._all)
        if not self._all:
            return rows
        now = self._org.clock.now()
        return (row for row in rows if not is_expired(row, now))

    def _field(self, spec: ObjectSpec, path: tuple[str, ...]) -> FieldSpec:
        """Return the field at the end of a path, which may start with the base object's name."""
        *links, name = path
        for link in links:
            if link.lower() == spec.name.lower():
                continue
            reference = spec.relationship(link)
            if reference is None:
                raise ApiError(
                    400,
                    "INVALID_FIELD",
                    f"Didn't understand relationship '{link}' in field path. If you are attempting "
                    "to use a custom relationship, be sure to append the '__r'.",
                )
            spec = self._org.store.objects[reference.references[0]]
        return field_of(self._org, spec, self._user, name)

    def _value(self, row: Record, path: tuple[str, ...]) -> Any:
        spec, current = self.spec, row
        *links, _ = path
        for link in links:
            if link.lower() == spec.name.lower():
                continue
            parent = self._parent(spec, current, link)
            if parent is None:
                return None
            spec, current = parent
        return current.get(self._field(self.spec, path).name)

    def _parent(self, spec: ObjectSpec, row: Record, link: str) -> tuple[ObjectSpec, Record] | None:
        reference = spec.relationship(link)
        if reference is None or row.get(reference.name) is None:
            return None
        parent = self._org.store.objects[reference.references[0]]
        found = self._org.store.get(parent.name, row[reference.name])
        return None if found is None else (parent, found)

    def _holds(self, condition: Any, row: Record) -> bool:
        if condition is None:
            return True
        kind, *parts = condition
        if kind in {"any", "all", "none"}:
            results = (self._holds(part, row) for part in parts[0])
            return (
                any(results)
                if kind == "any"
                else all(results)
                if kind == "all"
                else not any(results)
            )
        path = parts[0]
        field, value = self._field(self.spec, path), self._value(row, path)
        if kind == "in":
            return any(_equal(field, value, wanted) for wanted in parts[1])
        if kind == "like":
            return value is not None and _pattern(parts[1]).fullmatch(str(value)) is not None
        return _compare(field, value, parts[1], parts[2])

    def _sort(self, rows: list[Record]) -> None:
        for path, descending in reversed(self.query.order or []):
            self._field(self.spec, path)
            ordered = cmp_to_key(_order)
            rows.sort(key=lambda row: ordered(self._value(row, path)), reverse=descending)

    def _shown(self, row: Record) -> Record:
        if self.query.columns is None:
            return {}
        shown: Record = {"attributes": attributes(self.spec, row)}
        for path in self.query.columns:
            names = path[1:] if path[0].lower() == self.spec.name.lower() else path
            place, spec, current = shown, self.spec, row
            for link in names[:-1]:
                parent = self._parent(spec, current, link)
                if parent is None:
                    place[link] = None
                    break
                spec, current = parent
                place = place.setdefault(link, {"attributes": attributes(spec, current)})
            else:
                field = self._field(self.spec, path)
                place[field.name] = shown_value(field, current.get(field.name))
        return shown


def field_of(org: Org, spec: ObjectSpec, user: User, name: str) -> FieldSpec:
    """Return a field that a user may read.

    Raises:
        ApiError: There is none.
    """
    field = spec.field(name)
    if field is None or not org.security.readable(spec, field, user):
        raise ApiError(400, "INVALID_FIELD", f"No such column '{name}' on entity '{spec.name}'.")
    return field


def attributes(spec: ObjectSpec, row: Record) -> Record:
    """Return the `attributes` that REST adds to every record."""
    return {"type": spec.name, "url": f"/services/data/v67.0/sobjects/{spec.name}/{row['Id']}"}


def shown_value(field: FieldSpec, value: Any) -> Any:
    """Return a stored value as REST writes it: numbers as numbers."""
    if value is not None and field.type in {"double", "currency", "percent"}:
        number = Decimal(value)
        return int(number) if number == int(number) and field.scale == 0 else float(number)
    return value


def _pattern(like: str) -> re.Pattern[str]:
    parts = {"%": ".*", "_": "."}
    text = "".join(parts.get(char, re.escape(char)) for char in like)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _equal(field: FieldSpec, value: Any, wanted: Any) -> bool:
    if value is None or wanted is None:
        return value is None and wanted is None
    if isinstance(wanted, Decimal):
        return Decimal(str(value)) == wanted
    if isinstance(value, str) and isinstance(wanted, str):
        if field.type in {"id", "reference"}:
            return value[:15] == wanted[:15]
        return fold(field, value) == fold(field, wanted)
    return bool(value == wanted)


def _compare(field: FieldSpec, value: Any, operator: str, wanted: Any) -> bool:
    if operator in {"=", "!=", "<>"}:
        return _equal(field, value, wanted) is (operator == "=")
    if value is None or wanted is None:
        return False
    order = _order(value, wanted)
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _order(left: Any, right: Any) -> int:
    """Compare: nulls first, numbers by value, timestamps and text as text without case."""
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if isinstance(right, Decimal) or isinstance(left, int | Decimal):
        a, b = Decimal(str(left)), Decimal(str(right))
        return (a > b) - (a < b)
    a_text, b_text = _datetime_text(str(left)), _datetime_text(str(right))
    return (a_text > b_text) - (a_text < b_text)


def _datetime_text(text: str) -> str:
    """Return a timestamp in one notation: `Z` and `+0000` mean the same."""
    return re.sub(r"(\.000)?(Z|\+00:?00)$", "", text).casefold()
