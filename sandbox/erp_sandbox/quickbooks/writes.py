"""Creating, updating, deleting and voiding through the API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.quickbooks.company import Company, Row
    from erp_sandbox.quickbooks.entities import Entity

_OWN = ("Id", "SyncToken", "MetaData", "sparse", "domain")


def write(
    company: Company, entity: Entity, given: Mapping[str, Any], operation: str
) -> dict[str, Any]:
    """Carry out one write; the entity's key with the record or what is left of it.

    Args:
        company: The company.
        entity: What is written.
        given: The body.
        operation: `create`, `update`, `delete` or `void`.

    Raises:
        ApiError: The record is stale, unknown or not to be treated so.
    """
    with company.lock:
        if "Id" not in given:
            if operation not in {"create", "update"}:
                raise ApiError("2020", "Required param missing", "Id")
            return {entity.key: company.shown(_created(company, entity, given))}
        row = company.get(entity.name, str(given["Id"]))
        if str(given.get("SyncToken")) != str(row.token):
            detail = "Stale Object Error : You and another were working on this at the same time."
            raise ApiError("5010", "Stale Object Error", detail)
        if operation == "delete":
            stub = company.delete(entity.name, row.id)
            return {entity.key: {"domain": "QBO", "status": "Deleted", "Id": stub.id}}
        if operation == "void":
            return {entity.key: company.shown(company.void(entity.name, row.id))}
        values = {name: value for name, value in given.items() if name not in _OWN}
        if not given.get("sparse"):  # a full update takes away what it does not name
            values = {**{name: None for name in row.values if name != "Id"}, **values}
        return {entity.key: company.shown(company.change(entity.name, row.id, values))}


def _created(company: Company, entity: Entity, given: Mapping[str, Any]) -> Row:
    values = {name: value for name, value in given.items() if name not in _OWN}
    if entity.active:
        values.setdefault("Active", True)
        name = values.get("DisplayName") or values.get("Name")
        if not name:
            raise ApiError("2020", "Required param missing", "Name or DisplayName is needed")
        values.setdefault("FullyQualifiedName", name)
    if "Line" in values:
        total = sum((Decimal(line.get("Amount", 0)) for line in values["Line"]), Decimal(0))
        values.setdefault("TotalAmt", total)
        values.setdefault("TxnDate", company.clock.now().date().isoformat())
        if "balance" in entity.filters:
            values.setdefault("Balance", values["TotalAmt"])
    return company.add(entity.name, values)
