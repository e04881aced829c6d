"""Fields that refer to other records: what they name must exist.

A selector of a form accepts no other value ("'Customer' cannot be found in the system."). Only
fields with another value than before are checked, as events of the form are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from erp_sandbox.acumatica.codes import code
from erp_sandbox.acumatica.entities import ENTITIES, FieldType

if TYPE_CHECKING:
    from erp_sandbox.acumatica.draft import Draft
    from erp_sandbox.acumatica.entities import Entity, Shape
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant


class _Reference(NamedTuple):
    label: str  # the field's name on the form
    kinds: tuple[str, ...]  # entities, or kinds of codes


def _references(table: str) -> dict[str, _Reference]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return {
        name: _Reference(label.strip(), tuple(kinds.split()))
        for names, label, kinds in rows
        for name in names.split()
    }


_FIELDS = _references("""
Account AccountID               | Account                    | Account
AccountClass                    | Account Class              | AccountClass
AccountGroup                    | Account Group              | AccountGroup
APAccount                       | AP Account                 | Account
APSubaccount                    | AP Sub.                    | Subaccount
Branch BranchID LinkBranch      | Branch                     | Branch
CashAccount                     | Cash Account               | Account
COGSAccount                     | COGS Account               | Account
CostCode                        | Cost Code                  | CostCode
Currency CurrencyID             | Currency                   | Currency
CurrencyRateType                | Currency Rate Type         | RateType
Customer CustomerID             | Customer                   | Customer
CustomerClass                   | Customer Class             | CustomerClass
CustomerLocationID LocationID   | Location                   | Location
ExpenseAccount                  | Expense Account            | Account
InventoryAccount                | Inventory Account          | Account
InventoryID                     | Inventory ID               | StockItem NonStockItem
ItemClass                       | Item Class                 | ItemClass
LinkARAccount                   | AR Account                 | Account
ParentAccount                   | Parent Account             | Vendor
ParentRecord                    | Parent Account             | Customer
PaymentMethod                   | Payment Method             | PaymentMethod
POAccrualAccount                | POAccrual Account          | Account
LedgerID                        | Ledger                     | Ledger
Project ProjectID               | Project                    | Project NonProject
ProjectTask                     | Project Task               | ProjectTask
ReceivingBranch ShippingBranch  | Branch                     | Branch
SalesAccount                    | Sales Account              | Account
Subaccount                      | Subaccount                 | Subaccount
TaxCategory                     | Tax Category               | TaxCategory
TaxZone VendorTaxZone           | Tax Zone                   | TaxZone
Terms                           | Terms                      | Terms
UOM BaseUOM BaseUnit            | UOM                        | Unit
Vendor VendorID                 | Vendor                     | Vendor Employee
VendorClass                     | Vendor Class               | VendorClass
VendorOrCustomer                | Customer/Vendor            | Vendor Customer Employee
Warehouse WarehouseID           | Warehouse                  | Warehouse
""")
"""What fields refer to, in headers and lines."""


def check(draft: Draft) -> None:
    """Check what a record and its lines refer to, and write the codes as they were set up."""
    before = draft.before
    _check_row(draft, draft.row, draft.entity, before)
    for part, shape in draft.entity.details.items():
        known = {line.id: line for line in before.details.get(part, ())} if before else {}
        for line in draft.row.details.get(part, ()):
            _check_row(draft, line, shape, known.get(line.id))


def _check_row(draft: Draft, row: Row, shape: Shape, before: Row | None) -> None:
    for name, reference in _FIELDS.items():
        given = row.values.get(name)
        is_own_key = row is draft.row and name == draft.entity.keys[-1]
        if is_own_key or not given or shape.fields[name].type is not FieldType.TEXT:
            continue
        if before is not None and before.values.get(name) == given:
            continue
        found = [_found(draft, row, name, kind, given) for kind in reference.kinds]
        known = next(filter(None, found), None)
        if known is None:
            draft.fail(f"'{reference.label}' cannot be found in the system.", name, row)
        else:
            row.values[name] = known


def _found(draft: Draft, row: Row, name: str, kind: str, given: str) -> str | None:
    """Return a code as its record has it, None if there is none."""
    if kind not in ENTITIES:
        return code(draft.tenant, kind, given)
    key: tuple[Any, ...] = (given,)
    if kind == "ProjectTask":
        key = (row.values.get("Project", draft.values.get("Project")), given)
    other = draft.tenant.get(kind, *key)
    if other is None or (name == "CashAccount" and not other.values.get(name)):
        return None
    return str(other.values[ENTITIES[kind].keys[-1]])


def user(tenant: Tenant, entity: Entity, row: Row) -> str | None:
    """Return the name of an entity with a record that refers to this one, None if none does."""
    names = [name for name, reference in _FIELDS.items() if entity.name in reference.kinds]
    key = [row.values[name] for name in entity.keys]
    for other in ENTITIES.values():
        if any(_refers(one, names, key, other) for one in tenant.committed(other.name)):
            return other.name
    return None


def _refers(row: Row, names: list[str], key: list[Any], entity: Entity) -> bool:
    """Return whether a record or a line of it has a key in one of the fields."""
    own = entity.keys[-1]
    lines = (line for lines in row.details.values() for line in lines)
    for one in (row, *lines):
        for name in names:
            if one.values.get(name) != key[-1] or (one is row and name == own):
                continue
            project = one.values.get("Project", row.values.get("Project"))
            if len(key) == 1 or project == key[0]:
                return True
    return False
