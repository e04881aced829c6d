"""Stored rows as the record service shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite.record_types import field_name, fields, is_reference, title_column

if TYPE_CHECKING:
    import duckdb

    from erp_sandbox.netsuite.catalog import Account
    from erp_sandbox.netsuite.filters import Condition
    from erp_sandbox.netsuite.record_types import RecordType


class Reader:
    """A reader with one cursor, within one call.

    Args:
        account: The tables; its role hides fields.
        connection: A cursor private to the call.
    """

    def __init__(self, account: Account, connection: duckdb.DuckDBPyConnection) -> None:
        self.account = account
        self._connection = connection
        self._titles: dict[tuple[str, int], str | None] = {}

    def rows(self, sql: str, values: list[Any]) -> list[dict[str, Any]]:
        """Return rows of a query as dictionaries of native values."""
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def ids(
        self, record: RecordType, condition: Condition, *, limit: int, offset: int
    ) -> tuple[list[int], int]:
        """Return a page of ids in ascending order, and the number of all ids."""
        only, values = _only(record)
        where = f'FROM "{record.table}" WHERE {only} AND {condition.sql}'
        values = [*values, *condition.values]
        total = self.rows(f"SELECT count(*) AS total {where}", values)[0]["total"]
        page = f"SELECT id {where} ORDER BY id LIMIT {limit} OFFSET {offset}"
        return [row["id"] for row in self.rows(page, values)], total

    def row(self, record: RecordType, key: str) -> dict[str, Any] | None:
        """Return the row with that id, or `eid:` and external id; None if there is none."""
        column, value = ("externalid", key[4:]) if key.startswith("eid:") else ("id", key)
        if self.account.tables[record.table].column(column) is None:
            return None
        only, values = _only(record)
        # Compared as text: a key that is no number is simply not found.
        sql = f'SELECT * FROM "{record.table}" WHERE {only} AND "{column}"::VARCHAR = ?'
        found = self.rows(sql, [*values, value])
        return found[0] if found else None

    def rendered(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row's fields: camelCase, typed JSON, references as objects, without NULLs."""
        content: dict[str, Any] = {}
        for column in fields(self.account, self.account.tables[table]):
            value = row.get(column.name)
            if value is None:
                continue
            if is_reference(column):
                content[field_name(column.name)] = self.reference(column.references or "", value)
            elif column.name == "id":
                content["id"] = str(value)
            else:
                content[field_name(column.name)] = _json(value)
        return content

    def reference(self, table: str, key: int) -> dict[str, Any]:
        """Return a reference: `links`, `id`, and `refName` where the target has a name."""
        if (table, key) not in self._titles:
            self._titles[table, key] = self._title(table, key)
        title = self._titles[table, key]
        name = {} if title is None else {"refName": title}
        return {"links": [], "id": str(key), **name}

    def _title(self, table: str, key: int) -> str | None:
        target = self.account.tables.get(table)
        column = None if target is None else title_column(target)
        if target is None or column is None:
            return None
        found = self.rows(f'SELECT "{column}" AS title FROM "{table}" WHERE id = ?', [key])
        return found[0]["title"] if found else None


def _only(record: RecordType) -> tuple[str, list[Any]]:
    if record.only is None:
        return "true", []
    column, value = record.only
    return f'"{column}" = ?', [value]


def _json(value: Any) -> Any:
    """Return a native value as the record service writes it; decimals stay exact numbers."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value
