"""The sets of the OData interfaces: data access classes, and generic inquiries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.query import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from erp_sandbox.acumatica.entities import Field, Shape
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant

    Item = tuple[Row, Row]
    """A record, and the line of it that is shown: the record itself without lines."""

_LINES = {"PX.Objects.GL.GLTran": ("JournalTransaction", "Details", ("Module", "BatchNbr"))}
"""Data access classes of lines: entity, lines, and the keys of the record."""
_SOFT = {"Vendor", "Customer", "Employee"}
"""Entities whose deleted rows stay in the database (the table `BAccount`)."""
_CODES: dict[str, dict[str, str]] = {
    "Batch.Status": {
        "On Hold": "H",
        "Balanced": "B",
        "Unposted": "U",
        "Posted": "P",
        "Void": "V",
        "Pending Approval": "D",
    },
    "Account.Type": {"Asset": "A", "Liability": "L", "Income": "I", "Expense": "E"},
    "Ledger.BalanceType": {"Actual": "A", "Budget": "B", "Reporting": "R", "Statistical": "S"},
    "APInvoice.DocType": {
        "Bill": "INV",
        "Credit Adj.": "ACR",
        "Debit Adj.": "ADR",
        "Prepayment": "PPM",
    },
}
_PERIODS = {"FinPeriodID", "TranPeriodID"}
_NUMBERED = {"AccountID", "SubID", "BranchID", "LedgerID"}


@dataclass(frozen=True)
class Column:
    """A column of a set.

    Attributes:
        kind: Its OData type.
        read: Returns its value.
        formula: Whether it is a formula, which cannot be filtered by.
    """

    kind: str
    read: Callable[[Item], Any]
    formula: bool = False


@dataclass(frozen=True)
class EntitySet:
    """A set.

    Attributes:
        name: Its name.
        entity: The entity whose records it shows.
        keys: Its key columns, by which it is ordered.
        columns: Its columns by name.
        items: Returns the items of visible records, or of deleted ones.
    """

    name: str
    entity: str
    keys: tuple[str, ...]
    columns: Mapping[str, Column]
    items: Callable[[Iterable[Row]], Iterable[Item]]


def data_classes(tenant: Tenant) -> dict[str, EntitySet]:
    """Return the sets of the data access classes by name, qualified and short."""
    sets: dict[str, EntitySet] = {}
    for entity in ENTITIES.values():
        if not entity.dac:
            continue
        columns = _columns(tenant, entity, entity.dac)
        columns["DeletedDatabaseRecord"] = Column("Edm.Boolean", _is_deleted(tenant, entity.name))
        keys = tuple(entity.fields[key].column for key in entity.keys)
        found = EntitySet(entity.dac, entity.name, keys, columns, _records)
        sets[entity.dac.replace(".", "_")] = sets[_short(entity.dac)] = found
    for dac, (name, lines, header) in _LINES.items():
        shape = ENTITIES[name].details[lines]
        columns = _columns(tenant, shape, dac)
        for key in header:
            columns[key] = Column("Edm.String", _header(key))
        keys = (*header, *(shape.fields[key].column for key in shape.keys))
        found = EntitySet(dac, name, keys, columns, _lines(lines))
        sets[dac.replace(".", "_")] = sets[_short(dac)] = found
    return sets


def deleted(tenant: Tenant, found: EntitySet) -> list[Row]:
    """Return the deleted rows that are still in the database."""
    if found.entity not in _SOFT:
        return []
    return [one.row for one in tenant.deletions if one.entity == found.entity]


def field_column(owner: str, field: Field) -> Column:
    """Return the column of a field, with the label of a drop-down instead of its code."""
    return Column(KINDS[field.type], _reader(field.name, header=owner == "header"))


def _columns(tenant: Tenant, shape: Shape, dac: str) -> dict[str, Column]:
    views = {field.view for field in shape.fields.values()}
    main = next(iter(shape.fields[key].view for key in shape.keys), next(iter(views)))
    columns = {
        field.column: _stored(tenant, field, _reader(field.name), dac)
        for field in shape.fields.values()
        if field.view == main
    }
    for path, field in shape.custom.items():
        if field.view == main:
            columns[field.column] = _stored(tenant, field, _custom(path), dac)
    columns["NoteID"] = Column("Edm.Guid", lambda item: item[1].id)
    return columns


def _stored(tenant: Tenant, field: Field, read: Callable[[Item], Any], dac: str) -> Column:
    """Return a column with what is stored: codes, numbers of other records, `YYYYMM`."""
    codes = _CODES.get(f"{_short(dac)}.{field.column}")
    if codes is not None:
        return Column("Edm.String", lambda item: codes.get(read(item), read(item)))
    if field.column in _PERIODS:
        return Column("Edm.String", lambda item: _period(read(item)))
    if field.column in _NUMBERED and field.type == "String":
        return Column("Edm.Int32", lambda item: _number(tenant, field.column, read(item)))
    return Column(KINDS[field.type], read)


def _number(tenant: Tenant, column: str, code: Any) -> int | None:
    """Return the number that another record is referred to by."""
    if code is None:
        return None
    if column == "BranchID":
        return tenant.organization.branches[code].number
    if column == "LedgerID":
        names = [row.values["LedgerID"] for row in tenant.rows("Ledger")]
        return names.index(code) + 1
    entity, name = {
        "AccountID": ("Account", "AccountID"),
        "SubID": ("Subaccount", "SubaccountID"),
    }[column]
    row = tenant.get(entity, code)
    return None if row is None else int(row.values[name])


def _records(rows: Iterable[Row]) -> Iterable[Item]:
    return ((row, row) for row in rows)


def _lines(name: str) -> Callable[[Iterable[Row]], Iterable[Item]]:
    return lambda rows: ((row, line) for row in rows for line in row.details.get(name, ()))


def _reader(name: str, *, header: bool = False) -> Callable[[Item], Any]:
    at = 0 if header else 1
    return lambda item: item[at].values.get(name)


def _header(name: str) -> Callable[[Item], Any]:
    return _reader(name, header=True)


def _is_deleted(tenant: Tenant, entity: str) -> Callable[[Item], Any]:
    return lambda item: tenant.by_id(entity, item[0].id) is None


def _custom(path: str) -> Callable[[Item], Any]:
    return lambda item: item[1].custom.get(path)


def _period(text: str | None) -> str | None:
    return text and text[2:] + text[:2]


def _short(dac: str) -> str:
    return dac.rpartition(".")[2]


def net(item: Item) -> Decimal:
    """Return the debit of a line less its credit."""
    zero = Decimal(0)
    values = item[1].values
    return Decimal(values.get("DebitAmount", zero) - values.get("CreditAmount", zero))


def plain(value: Any) -> Any:
    """Return a value as OData shows it: timestamps in UTC with `Z`."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{value}T00:00:00Z" if isinstance(value, date) else value
