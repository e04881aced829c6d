"""Creating, changing and deleting records that are not transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite import seed_setup
from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.mutations.writer import ENTITY_TABLES, MutationError, Row, native

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table
    from erp_sandbox.netsuite.mutations.writer import Writer

_OWNED = {
    "customer": ("customeraddressbook", "customersubsidiaryrelationship"),
    "vendor": ("vendoraddressbook", "vendorsubsidiaryrelationship"),
    "contact": ("companycontactrelationship",),
}
"""Tables whose rows go with their owner."""

_NAME = {"account": "acctnumber", "item": "itemid", "accountingperiod": "periodname"}
_CREATED = ("datecreated", "createddate", "created")
_UNCREATABLE = ("deletedrecord", "transactionhistory", "transactionstatus", "customfield")


def create(writer: Writer, record: str, values: Row) -> Row:
    """Add a record; missing values are those of an ordinary record of its kind."""
    table = writer.table(record)
    if len(table.key) != 1 or table.name in _UNCREATABLE:
        raise MutationError(f"{table.name} rows are not created by themselves.")
    key, now = table.key[0], writer.now
    number = writer.number(table.name, key)
    pattern = writer.one(f'select * from "{table.name}" order by "{key}" limit 1') or {}
    name = name_column(table)
    row: Row = {
        column.name: pattern.get(column.name)
        for column in table.columns
        if column.kind in {Kind.BOOLEAN, Kind.ID, Kind.KEY} and not column.custom
    }
    row |= {"isinactive": False, key: number, name: f"New {table.name} {number}"}
    row |= {"parent": None, "defaultbillingaddress": None, "defaultshippingaddress": None}
    row |= dict.fromkeys((*_CREATED, "recordid"), now)
    row["recordid"] = number
    if table.timestamp:
        row[table.timestamp] = now
    known = {column.name for column in table.columns}
    row = {column: value for column, value in row.items() if column in known}
    row |= _checked(table, values)
    writer.insert(table.name, row)
    _belong(writer, table.name, row)
    return {"record": table.name, "id": number}


def change(writer: Writer, record: str, key: Row, values: Row, *, timestamp: bool) -> Row:
    """Set columns of one record.

    Args:
        writer: Does the writing.
        record: Table name.
        key: Its key columns.
        values: Columns to set.
        timestamp: Whether the last-modified column moves to now (it does not where a script wrote
            without touching the record).
    """
    table = writer.table(record)
    where, keys = existing(writer, table, key)
    changed = _checked(table, values)
    if timestamp and table.timestamp and table.timestamp not in changed:
        changed[table.timestamp] = writer.now
    if changed:
        writer.update(table.name, changed, where, *keys)
    return {"record": table.name, **key}


def delete(writer: Writer, record: str, number: int) -> Row:
    """Delete a record without references, and record the deletion in `deletedrecord`.

    Raises:
        MutationError: The record does not exist or has dependent records.
    """
    table = writer.table(record)
    where, keys = existing(writer, table, {table.key[0]: number})
    owned = _OWNED.get(table.name, ())
    for name, column in referring(writer, table.name):
        used = writer.one(f'select 1 from "{name}" where "{column}" = ? limit 1', number)
        if used and name not in owned and name != "companycontactrelationship":
            raise MutationError(
                f"{table.name} {number} cannot be deleted: {name}.{column} depends on it."
            )
    label = writer.one(
        f'select "{name_column(table)}" as name from "{table.name}" where {where}', *keys
    )
    for name in owned:
        _disown(writer, table.name, name, number)
    writer.delete(table.name, where, *keys)
    gone = seed_setup.deletion(table.name, number, label["name"] if label else None, 1, writer.now)
    writer.insert("deletedrecord", gone)
    return {"record": table.name, "id": number, "deleted": True}


def existing(writer: Writer, table: Table, key: Row) -> tuple[str, list[Any]]:
    """Return a WHERE clause and its values for the one row with that key."""
    if set(key) != set(table.key):
        raise MutationError(f"{table.name} rows are named by {', '.join(table.key)}.")
    where = " and ".join(f'"{name}" = ?' for name in key)
    values = list(key.values())
    if not writer.one(f'select 1 as found from "{table.name}" where {where}', *values):
        named = ", ".join(f"{name} {value}" for name, value in key.items())
        raise MutationError(f"There is no {table.name} with {named}.")
    return where, values


def referring(writer: Writer, table: str) -> list[tuple[str, str]]:
    """Return every (table, column) that holds ids of the table; entity ids are in more columns."""
    targets = {table, "entity"} if table in ENTITY_TABLES else {table}
    return [
        (other.name, column.name)
        for other in writer.account.tables.values()
        for column in other.columns
        if column.references in targets and other.name != "entity" and "link" not in other.name
    ]


def name_column(table: Table) -> str:
    """Return the column that names a record."""
    names = [column.name for column in table.columns]
    candidates = (_NAME.get(table.name, ""), "entityid", "name", "fullname", "label", *table.key)
    return next(name for name in candidates if name in names)


def _checked(table: Table, values: Row) -> Row:
    checked: Row = {}
    for name, value in values.items():
        column = table.column(name)
        if column is None:
            raise MutationError(f"{table.name} has no column {name!r}.")
        if name in table.key:
            raise MutationError(f"{table.name}.{name} is the key and never changes.")
        checked[name] = native(column, value)
    return checked


def _belong(writer: Writer, table: str, row: Row) -> None:
    """Check that vendors and customers have a subsidiary, and contacts a company."""
    if table in {"vendor", "customer"}:
        relation = f"{table}subsidiaryrelationship"
        writer.insert(
            relation,
            {
                "id": writer.number(relation),
                "entity": row["id"],
                "subsidiary": row.get("subsidiary") or 1,
                "isprimarysub": True,
                "primarycurrency": row.get("currency"),
            },
        )
    if table == "contact" and row.get("company"):
        writer.insert(
            "companycontactrelationship",
            {"company": row["company"], "contact": row["id"], "role": -10},
        )


def _disown(writer: Writer, owner: str, name: str, number: int) -> None:
    column = "contact" if owner == "contact" else "entity"
    if name.endswith("addressbook"):
        writer.run(
            f"delete from {name}entityaddress where nkey in"
            f" (select addressbookaddress from {name} where entity = ?)",
            number,
        )
    writer.delete(name, f'"{column}" = ?', number)
