"""The channel of records with natural keys: vendors, items, bills and any other entity."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, Row, WriteAction, references, rejected
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.bodies import json_as, json_object

from target_acumatica.codes import Key, code_of, natural_key, unmasked
from target_acumatica.errors import is_of_record, rejection
from target_acumatica.lines import check_replaced, merged
from target_acumatica.payload import any_of, literal, place, value_at
from target_acumatica.schema import KEYS, LINE_KEYS
from target_acumatica.values import InvalidValueError, convert, decimal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.delivery.destination import Outcomes

    from target_acumatica.schema import Field

Json = dict[str, Any]

# Last words of the fields that take a code of another record: its number has no decimals.
_CODES = (
    *("Account", "Branch", "CD", "Customer", "ID", "Ledger", "Nbr", "Project", "Subaccount"),
    *("Task", "Vendor", "Warehouse"),
)
_NOT_FOUND = "cannot be found in the system."
_ROWS_PER_LOOKUP = 100
_TRIES = 5
_records = json_as(list[Json])


def _whole(response: requests.Response) -> requests.Response:
    return response


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


class RecordChannel:
    """Creates and updates the records of entities.

    Args:
        site: The tenant.
        sleep: Waits before a record is looked up again.
    """

    def __init__(self, site: Site, sleep: Callable[[float], None]) -> None:
        self._site = site
        self._sleep = sleep
        self._seen: dict[tuple[str, Key], str] = {}

    def send(self, mapping: EntityMapping, rows: Iterable[Row]) -> Iterator[Outcomes]:
        """Create or update the record of each row."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS_PER_LOOKUP)):
            records, invalid = self.checked(mapping, chunk)
            yield invalid
            existing = self.existing(mapping, records)
            for record in records:
                yield [(record.row, self._send(mapping, record, existing[record.key]))]

    def checked(self, mapping: EntityMapping, rows: Iterable[Row]) -> tuple[list[Record], Outcomes]:
        """Return the records of rows, and the outcomes of those that are rejected."""
        records: list[Record] = []
        invalid: Outcomes = []
        for row in rows:
            record = _record(mapping, row)
            if isinstance(record, Record):
                other = self._seen.setdefault((mapping.entity, record.key), row.key)
                if other == row.key:
                    records.append(record)
                    continue
                names = ", ".join(mapping.keys)
                record = rejected(
                    "DUPLICATE_KEY",
                    f"Another record of the input has the same {names}",
                    *mapping.keys,
                )
            invalid.append((row, record))
        return records, invalid

    def existing(self, mapping: EntityMapping, records: Sequence[Record]) -> dict[Key, list[Json]]:
        """Return the records that exist, by natural key."""
        found: dict[Key, list[Json]] = {record.key: [] for record in records}
        conditions = [_condition(mapping, record) for record in records]
        for condition in any_of(conditions):
            parameters = {"$filter": condition, "$select": ",".join(mapping.keys)}
            for row in self._site.get(mapping.entity, _records, parameters).body:
                key = natural_key(value_at(row, name) for name in mapping.keys)
                if key in found:
                    found[key].append(row)
        return found

    def outcome(self, mapping: EntityMapping, existing: Sequence[Json]) -> Outcome:
        """Return the expected outcome of a record, by those that have its key."""
        if len(existing) > 1:
            names = ", ".join(mapping.keys)
            reason = f"{len(existing)} records of {mapping.entity} have the same {names}"
            return rejected("DUPLICATE", reason, *mapping.keys)
        return Outcome(WriteAction.UPDATED if existing else WriteAction.CREATED)

    def _send(self, mapping: EntityMapping, record: Record, existing: Sequence[Json]) -> Outcome:
        is_new = not existing
        for left in reversed(range(_TRIES)):
            expected = self.outcome(mapping, existing)
            if expected.action is WriteAction.REJECTED:
                return expected
            try:
                saved = self._put(mapping, record, existing[0] if existing else None)
            except VendorError as error:
                if error.status != 412 or not left:  # noqa: PLR2004
                    return self._rejection(record, error)
                is_new = False  # another run was faster
            except TransientError:
                if not left:
                    raise
                self._sleep(1.0)
            else:
                is_created = is_new and saved.action is WriteAction.UPDATED
                return self._created(mapping, record, saved) if is_created else saved
            existing = self.existing(mapping, [record])[record.key]
        raise AssertionError  # the last try returns or raises

    def _created(self, mapping: EntityMapping, record: Record, saved: Outcome) -> Outcome:
        """Return the outcome of a created record, which another run may have created as well."""
        if mapping.keys != KEYS.get(mapping.entity):
            # If-None-Match sees the entity's own keys only, which Acumatica may number.
            expected = self.outcome(mapping, self.existing(mapping, [record])[record.key])
            if expected.action is WriteAction.REJECTED:
                return replace(expected, request_id=saved.request_id)
        return replace(saved, action=WriteAction.CREATED)

    def _put(self, mapping: EntityMapping, record: Record, existing: Json | None) -> Outcome:
        body: Json = {}
        for name, value in record.values.items():
            place(body, mapping.fields["", name], value)
        if existing is not None:
            body["id"] = existing["id"]
        earlier: dict[str, list[Json]] = {}
        # Ids of lines may be those of a session ("Retrieve a Record by ID").
        with self._site.one_session() if existing and record.lines else nullcontext():
            for detail, lines in record.lines.items():
                earlier[detail] = self._lines(mapping, detail, existing) if existing else []
                body[detail] = merged(mapping.fields, detail, lines, earlier[detail])
            response = self._site.send(
                "PUT",
                f"/entity/{self._site.endpoint}/{mapping.entity}",
                json_object,
                once=True,
                json=body,
                params={"$expand": ",".join(record.lines)} if record.lines else {},
                headers={"If-Match" if existing else "If-None-Match": "*"},
            )
        check_replaced(mapping.entity, body, earlier, response.body)
        number = "/".join(str(value_at(response.body, name)) for name in mapping.keys)
        if existing is None:
            self._check_keys(mapping, record, response.body)
        if fields := _changed(record, response.body):
            reason = f"Acumatica saved other numbers in {', '.join(fields)} of {number}: correct "
            reason += "the decimals of the source, or what the form calculates"
            outcome = rejected("SAVED_DIFFERENTLY", reason, *fields)
        else:
            outcome = Outcome(WriteAction.UPDATED)
        return replace(outcome, destination_id=number[:120], request_id=response.request_id)

    def _check_keys(self, mapping: EntityMapping, record: Record, saved: Json) -> None:
        """Check that a new record has the keys by which the next run looks it up.

        Raises:
            VendorError: Acumatica has numbered it: every run would create it again.
        """
        given = zip(mapping.keys, record.key, strict=True)
        kept = {name: value_at(saved, name) for name in mapping.keys}
        wrong = [
            name
            for name, key in given
            if kept[name] is not None and unmasked(str(kept[name])) != unmasked(key)
        ]
        if not wrong:
            return
        self._site.send(
            "DELETE", f"/entity/{self._site.endpoint}/{mapping.entity}/{saved['id']}", _whole
        )
        raise VendorError(
            f"Acumatica has numbered a record of {mapping.entity} itself: its {wrong[0]} is not "
            "the one that was sent. The record was deleted",
            "Turn off the numbering of the segmented key, or name other fields that identify a "
            "record in the `keys` of the mapping",
        )

    def _lines(self, mapping: EntityMapping, detail: str, existing: Json) -> list[Json]:
        path = f"{mapping.entity}/{existing['id']}"
        body = self._site.get(path, json_object, {"$expand": detail}).body
        return body.get(detail) or []

    @staticmethod
    def _rejection(record: Record, error: VendorError) -> Outcome:
        if not is_of_record(error):
            raise error
        texts = [value for value in record.values.values() if isinstance(value, str)]
        outcome = rejection(error, texts)
        parents = {name for name, _ in references(record.row.values)}
        missing = any(
            reason.endswith(_NOT_FOUND) and reason.partition(": ")[0] in parents
            for reason in (outcome.reason or "").split("; ")
        )
        return replace(outcome, parent_missing=missing, request_id=error.request_id)


def _record(mapping: EntityMapping, row: Row) -> Record | Outcome:
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


def _condition(mapping: EntityMapping, record: Record) -> str:
    terms = []
    for name in mapping.keys:
        field, value = mapping.fields["", name], record.values[name]
        text = literal(str(value)) if field.type == "String" else str(value).lower()
        terms.append(f"{name} eq {text}")
    return f"({' and '.join(terms)})"


def _changed(record: Record, saved: Json) -> list[str]:
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
