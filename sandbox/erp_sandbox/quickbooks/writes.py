"""Creating, updating, deleting and voiding through the API."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.quickbooks.entities import ENTITIES
from erp_sandbox.quickbooks.errors import ApiError
from erp_sandbox.quickbooks.shapes import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.quickbooks.entities import Entity
    from erp_sandbox.quickbooks.rows import Row
    from erp_sandbox.quickbooks.store import CompanyStore

_OWN = ("Id", "SyncToken", "MetaData", "sparse", "domain")


API_WRITE = "api_write"
"""The name of a write in the history."""
_encoder = msgspec.json.Encoder(decimal_format="number")


def write(
    company: CompanyStore, entity: Entity, given: Mapping[str, Any], operation: str
) -> dict[str, Any]:
    """Carry out one write; return the record, or what is left of it, under the entity's key.

    Args:
        company: The company.
        entity: The entity to write.
        given: The body.
        operation: `create`, `update`, `delete` or `void`.

    Raises:
        ApiError: The record is stale or unknown, or does not allow the operation, or the body is
            not valid. The company is as it was.
    """
    arguments = {
        "realm": company.realm_id,
        "entity": entity.name,
        "operation": operation,
        "body": _encoder.encode(given).decode(),
    }
    with company.history.change(API_WRITE, arguments) as touched, company.all_or_nothing():
        try:
            samples = [row.values for row in company.rows[entity.name].values()]
            written = _written(company, entity, typed(given, samples), operation)
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError) as error:
            detail = f"A field has a value that is not valid ({type(error).__name__})"
            raise ApiError("2010", "Request has invalid property", detail) from error
        touched["id"] = written["Id"]
        return {entity.key: written}


def repeat(company: CompanyStore, *, entity: str, operation: str, body: str) -> None:
    """Repeat a write of the history."""
    given = json.loads(body, parse_float=Decimal)
    write(company, ENTITIES[entity.lower()], given, operation)


def _written(
    company: CompanyStore, entity: Entity, given: Mapping[str, Any], operation: str
) -> dict[str, Any]:
    if "Id" not in given:
        if operation not in {"create", "update"}:
            raise ApiError("2020", "Required param missing", "Id")
        return company.shown(_created(company, entity, given))
    row = company.get(entity.name, str(given["Id"]))
    if str(given.get("SyncToken")) != str(row.token):
        detail = "Stale Object Error : You and another were working on this at the same time."
        raise ApiError("5010", "Stale Object Error", detail)
    if operation == "delete":
        stub = company.delete(entity.name, row.id)
        return {"domain": "QBO", "status": "Deleted", "Id": stub.id}
    if operation == "void":
        return company.shown(company.void(entity.name, row.id))
    values = {name: value for name, value in given.items() if name not in _OWN}
    if not given.get("sparse"):  # a full update removes the fields that it does not name
        values = {**{name: None for name in row.values if name != "Id"}, **values}
    return company.shown(company.change(entity.name, row.id, values))


def _created(company: CompanyStore, entity: Entity, given: Mapping[str, Any]) -> Row:
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
