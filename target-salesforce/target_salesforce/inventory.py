"""The records that an org has: which exist, and which users deleted or merged."""

# ruff: noqa: S608 - `key_lists` quotes all values

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.destination import Removed
from singer_erp.http.bodies import json_as

from target_salesforce.soql import key_lists

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from target_salesforce.connection import Connection
    from target_salesforce.schema import Field, OrgSchema

# REST API Developer Guide: "Get Records Using sObject Collections", "Update Multiple Records".
_MAX_READ = 2000
_MAX_UPDATED = 200
_MASTER = "MasterRecordId"
_results = json_as(list[dict[str, Any]])
_records = json_as(list[dict[str, Any] | None])


class OrgInventory:
    """Reads and adopts records by external id.

    Args:
        connection: The connection to the org.
        schema: The org's objects and fields.
    """

    def __init__(self, connection: Connection, schema: OrgSchema) -> None:
        self._connection = connection
        self._schema = schema

    def removed(self, obj: str, key: Field) -> list[Removed]:
        """Return the records in the recycle bin, where deleted ones stay for 15 days."""
        merges = self._schema[obj].field(_MASTER) is not None
        columns = f"Id, {key.name}" + (f", {_MASTER}" if merges else "")
        condition = f"{key.name} != null" + (f" OR {_MASTER} != null" if merges else "")
        soql = (
            f"SELECT {columns} FROM {obj} WHERE IsDeleted = true AND ({condition}) "
            "ORDER BY SystemModstamp"
        )
        rows = {row["Id"]: row for row in self._query("/queryAll", soql)}
        masters = {i: _survivor(i, rows) for i in rows}
        survivors = self._read(obj, {m for m in masters.values() if m}, key.name)
        removed = []
        for record_id, row in rows.items():
            survivor = survivors.get(masters[record_id] or "")
            if row[key.name] is not None:
                removed.append(
                    Removed(
                        str(row[key.name]),
                        record_id,
                        survivor["Id"] if survivor else None,
                        survivor[key.name] if survivor else None,
                    )
                )
        return removed

    def existing(self, obj: str, key: Field, values: Collection[str]) -> set[str]:
        """Return those of a few keys that have a record, as the org has them."""
        found = set()
        for listed in key_lists(key, values):
            soql = f"SELECT {key.name} FROM {obj} WHERE {key.name} IN ({listed})"
            found |= {str(row[key.name]) for row in self._query("/query", soql)}
        return found

    def records(self, obj: str, key: Field) -> Iterator[tuple[str, str]]:
        """Yield external key and id of every record that has a key."""
        soql = f"SELECT Id, {key.name} FROM {obj} WHERE {key.name} != null"
        for row in self._query("/query", soql):
            yield str(row[key.name]), row["Id"]

    def created_since(self, obj: str, ids: Collection[str], since: dt.datetime) -> set[str]:
        """Return the ids of those records that this user has created since a timestamp."""
        user = self._connection.org.user_id
        rows = self._read(obj, ids, "CreatedById", "CreatedDate")
        return {
            record_id
            for record_id, row in rows.items()
            if row["CreatedById"].startswith(user)
            and dt.datetime.fromisoformat(row["CreatedDate"]) >= since.replace(microsecond=0)
        }

    def assign_keys(self, obj: str, key: Field, keys: Mapping[str, str]) -> dict[str, str]:
        """Set external keys by id; return the codes of those that were rejected."""
        rejected = {}
        for chunk in _chunks([*keys], _MAX_UPDATED):
            records = [{"attributes": {"type": obj}, "Id": i, key.name: keys[i]} for i in chunk]
            body = {"allOrNone": False, "records": records}
            results = self._connection.fetch("PATCH", "/composite/sobjects", _results, json=body)
            for record_id, result in zip(chunk, results, strict=True):
                if not result["success"]:
                    rejected[record_id] = str(result["errors"][0].get("statusCode"))
        return rejected

    def _read(self, obj: str, ids: Collection[str], *fields: str) -> dict[str, dict[str, Any]]:
        """Return records by id, without those that do not exist any more."""
        found: dict[str, dict[str, Any]] = {}
        for chunk in _chunks(sorted(ids), _MAX_READ):
            body = {"ids": list(chunk), "fields": ["Id", *fields]}
            path = f"/composite/sobjects/{obj}"
            rows = self._connection.fetch("POST", path, _records, json=body)
            found |= {row["Id"]: row for row in rows if row is not None}
        return found

    def _query(self, path: str, soql: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query, page by page."""
        page = self._connection.get(path, params={"q": soql})
        while True:
            yield from page["records"]
            if page["done"]:
                return
            page = self._connection.get(page["nextRecordsUrl"])


def _survivor(record_id: str, rows: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the record into which a record was merged in the end, if it was merged."""
    seen = set()
    while record_id in rows and record_id not in seen:
        seen.add(record_id)
        record_id = rows[record_id].get(_MASTER) or ""
    return record_id or None


def _chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
