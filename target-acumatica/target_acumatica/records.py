"""The channel of records with natural keys: vendors, items, bills and any other entity."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, WriteAction, references, rejected
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.bodies import json_as, json_object

from target_acumatica.codes import natural_key, unmasked
from target_acumatica.errors import is_of_record, rejection
from target_acumatica.lines import ReplacedLines, merged
from target_acumatica.payload import any_of, place, value_at
from target_acumatica.record import Record, changed_numbers, condition_of, record_of
from target_acumatica.schema import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.delivery.destination import Outcomes
    from singer_erp.delivery.records import Row

    from target_acumatica.codes import Key
    from target_acumatica.record import EntityMapping

Json = dict[str, Any]

_NOT_FOUND = "cannot be found in the system."
_ROWS_PER_LOOKUP = 100
_TRIES = 5
_records = json_as(list[Json])


def _whole(response: requests.Response) -> requests.Response:
    return response


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
        self._unclear: list[Record] = []

    def send(self, mapping: EntityMapping, rows: Iterable[Row]) -> Iterator[Outcomes]:
        """Create or update the record of each row."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS_PER_LOOKUP)):
            records, invalid = self.checked(mapping, chunk)
            yield invalid
            existing = self.existing(mapping, records)
            for record in records:
                yield [(record.row, self._send(mapping, record, existing[record.key]))]
        self._settle_late(mapping)

    def checked(self, mapping: EntityMapping, rows: Iterable[Row]) -> tuple[list[Record], Outcomes]:
        """Return the records of rows, and the outcomes of those that are rejected."""
        records: list[Record] = []
        invalid: Outcomes = []
        for row in rows:
            record = record_of(mapping, row)
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
        conditions = [condition_of(mapping, record) for record in records]
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
        is_new, is_unclear = not existing, False
        lines = ReplacedLines(mapping.entity)
        for left in reversed(range(_TRIES)):
            expected = self.outcome(mapping, existing)
            if expected.action is WriteAction.REJECTED:
                return replace(expected, is_partial=is_unclear)
            try:
                saved = self._put(mapping, record, existing[0] if existing else None, lines)
            except VendorError as error:
                if error.status != 412 or not left:  # noqa: PLR2004
                    return replace(self._rejection(record, error), is_partial=is_unclear)
                is_new = False  # another run was faster
            except TransientError:
                if not left:
                    raise
                is_unclear = True
                self._sleep(1.0)
            else:
                if is_unclear and record.lines:
                    self._unclear.append(record)
                is_created = is_new and saved.action is WriteAction.UPDATED
                return self._created(mapping, record, saved) if is_created else saved
            existing = self.existing(mapping, [record])[record.key]
        raise AssertionError  # the last try returns or raises

    def _settle_late(self, mapping: EntityMapping) -> None:
        """Send the records again whose first request may have been carried out late.

        Its lines would be there next to those of the second one.

        Raises:
            VendorError: Acumatica rejects one now.
        """
        unclear, self._unclear = self._unclear, []
        for record in unclear:
            outcome = self._send(mapping, record, self.existing(mapping, [record])[record.key])
            if outcome.action is WriteAction.REJECTED:
                raise VendorError(
                    f"A {mapping.entity} was saved, and cannot be saved again after a lost "
                    f"response: {outcome.reason}",
                    "Its lines may be there twice: look at it, and set `force_update` in the next "
                    "run",
                )
        self._unclear = []

    def _created(self, mapping: EntityMapping, record: Record, saved: Outcome) -> Outcome:
        """Return the outcome of a created record, which another run may have created as well."""
        if mapping.keys != KEYS.get(mapping.entity):
            # If-None-Match sees the entity's own keys only, which Acumatica may number.
            expected = self.outcome(mapping, self.existing(mapping, [record])[record.key])
            if expected.action is WriteAction.REJECTED:
                return replace(expected, request_id=saved.request_id, is_partial=True)
        return replace(saved, action=WriteAction.CREATED)

    def _put(
        self, mapping: EntityMapping, record: Record, existing: Json | None, replaced: ReplacedLines
    ) -> Outcome:
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
        if existing is not None:
            replaced.check(record.lines, earlier, response.body)
        number = "/".join(str(value_at(response.body, name)) for name in mapping.keys)
        if existing is None:
            self._check_keys(mapping, record, response.body)
        if fields := changed_numbers(record, response.body):
            reason = f"Acumatica saved other numbers in {', '.join(fields)} of {number}: correct "
            reason += "the decimals of the source, or what the form calculates"
            outcome = replace(rejected("SAVED_DIFFERENTLY", reason, *fields), is_partial=True)
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
