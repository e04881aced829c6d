"""Custom fields, custom records, statuses and the delete feeds as rows of NetSuite tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.storage import money, scaled
from erp_sandbox.netsuite.tables import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from erp_sandbox.company import Company
    from erp_sandbox.netsuite.catalog import Column, Table

Rows = list[dict[str, Any]]

FIELD_TYPES = {
    "custbody": "BODY",
    "custcol": "COLUMN",
    "custentity": "ENTITY",
    "custitem": "ITEM",
    "custrecord": "RECORD",
}
"""`customfield.fieldtype` by prefix (the vocabulary is unconfirmed)."""

_VALUE_TYPES = {
    Kind.TEXT: "Free-Form Text",
    Kind.BOOLEAN: "Check Box",
    Kind.NUMBER: "Decimal Number",
    Kind.INTEGER: "Integer Number",
    Kind.AMOUNT: "Currency",
    Kind.DATE: "Date",
    Kind.DATETIME: "Date/Time",
    Kind.ID: "List/Record",
    Kind.IDS: "Multiple Select",
}

_SPECIAL = (
    ("notes", "Long Text"),
    ("note", "Text Area"),
    ("regions", "Multiple Select"),
    ("percent", "Percent"),
    ("website", "Hyperlink"),
    ("email", "Email Address"),
)

_OLD = (
    ("customer", 900_001, "Dissolved Traders"),
    ("vendor", 900_002, 'Closed "Works"'),
    ("contact", 900_003, "Gone Person"),
    ("transaction", 900_004, "Bill #BILL-OLD1"),
    ("transaction", 900_005, "Journal #JE-OLD2"),
    ("item", 900_006, "OBSOLETE-1"),
    ("customrecord_cost_driver", 900_007, "Old driver"),
)


def value_type(column: Column) -> str:
    """Return the `fieldvaluetype` of a custom column, by its kind and its name's ending."""
    for ending, shown in _SPECIAL:
        if column.name.endswith(ending) and column.kind in {Kind.TEXT, Kind.NUMBER}:
            return shown
    return _VALUE_TYPES[column.kind]


def custom_fields(tables: Iterable[Table]) -> Iterator[tuple[Table, Column]]:
    """Yield every custom field once, with its first table; segments are not fields."""
    seen: set[str] = set()
    for table in tables:
        for column in table.columns:
            known = column.name in seen or column.name.startswith("cseg")
            if column.custom and table.name not in VIEWS and not known:
                seen.add(column.name)
                yield table, column


def custom_field_row(
    number: int, table: Table, column: Column, timestamp: datetime
) -> dict[str, Any]:
    """Return a custom field's row of `customfield`.

    Script ids are upper case there, while column names are lower case everywhere (unconfirmed).
    """
    prefix, _, name = column.name.partition("_")
    kind = FIELD_TYPES[prefix]
    return {
        "internalid": number,
        "name": name.replace("_", " ").capitalize(),
        "scriptid": column.name.upper(),
        "fieldtype": kind,
        "fieldvaluetype": value_type(column),
        "fieldvaluetyperecord": column.references.upper() if column.references else None,
        "recordtype": table.name.upper() if kind == "RECORD" else None,
        "isstored": True,
        "isshowinlist": number % 2 == 0,
        "ismandatory": False,
        "description": f"What people call “{name}”" if number % 3 == 0 else None,
        "lastmodifieddate": timestamp,
    }


def rows(company: Company, tables: dict[str, Table]) -> dict[str, Rows]:
    """Return all rows by table."""
    now = company.profile.now.replace(tzinfo=None)
    old = now - timedelta(days=300)
    return {
        "customfield": [
            custom_field_row(number, table, column, old + timedelta(minutes=number))
            for number, (table, column) in enumerate(custom_fields(tables.values()), start=1)
        ],
        "customsegment": [
            {
                "internalid": 1,
                "scriptid": "CSEG_CHANNEL",
                "name": "Channel",
                "recordtype": "CUSTOMRECORD_CSEG_CHANNEL",
                "glimpact": True,
                "balancing": False,
                "isinactive": False,
            }
        ],
        "customrecord_cseg_channel": _channels(old),
        "customrecord_cost_driver": _drivers(company, old),
        "transactionstatus": [
            {
                "id": letter,
                "trantype": type_,
                "trancustomtype": words.STANDARD,
                "name": meaning,
                "fullname": f"{_title(type_)} : {meaning}",
            }
            for type_, letters in words.STATUSES.items()
            for letter, meaning in letters.items()
        ],
        "deletedrecord": [
            deletion(table, number, name, 1, old + timedelta(days=20 * index, hours=index))
            for index, (table, number, name) in enumerate(_OLD)
        ],
        "transactionhistory": _history(old),
    }


def deletion(table: str, number: int, name: str | None, by: int, at: datetime) -> dict[str, Any]:
    """Return the row of `deletedrecord` that a deletion leaves."""
    kind = words.RECORD_TYPES.get(table) or words.RecordType(-999, table.upper(), table.title())
    return {
        "recordid": number,
        "recordtypeid": kind.number,
        "scriptid": kind.scriptid,
        "type": kind.title,
        "name": name,
        "context": "UIF",
        "deletedby": by,
        "deleteddate": at,
        "iscustomlist": False,
        "iscustomrecord": kind.number > 0,
        "iscustomtransaction": False,
    }


def _title(type_: str) -> str:
    return words.TYPES[words.KIND_OF_TYPE[type_]].title


def _channels(at: datetime) -> Rows:
    return [
        {
            "id": number,
            "recordid": number,
            "name": name,
            "scriptid": f"VAL_{number}",
            "isinactive": False,
            "created": at,
            "lastmodified": at + timedelta(days=number),
            "custrecord_channel_code": name[:3].upper(),
        }
        for number, name in enumerate(("Direct", "Partner", "Online/Shop «neu»"), start=1)
    ]


def _drivers(company: Company, at: datetime) -> Rows:
    weights = [
        (rule.pool_account, department, weight)
        for rule in company.allocation_rules
        for department, weight in rule.weights
    ]
    whole = sum(weight for _, _, weight in weights)
    return [
        {
            "id": number,
            "recordid": number,
            "name": f"Headcount {number}",
            "isinactive": number % 9 == 0,
            "owner": 1,
            "created": at,
            "lastmodified": None if number == 2 else at + timedelta(hours=number),  # noqa: PLR2004
            "custrecord_cd_department": department,
            "custrecord_cd_account": account,
            "custrecord_cd_weight": weight,
            "custrecord_cd_percent": scaled(weight * 10_000 // whole, 4),
            "custrecord_cd_headcount": weight,
            "custrecord_cd_cap": money(weight * 1_000_50) if number % 3 else None,
            "custrecord_cd_effective": company.first,
            "custrecord_cd_reviewed_at": at if number % 2 else None,
            "custrecord_cd_active": (True, False, None)[number % 3],
            "custrecord_cd_note": "Line 1\nLine 2" if number % 4 == 0 else None,
            "custrecord_cd_contact_email": "drivers@example.com" if number % 2 else None,
        }
        for number, (account, department, weight) in enumerate(weights, start=1)
    ]


def _history(at: datetime) -> Rows:
    return [
        {
            "internalid": number,
            "transaction": transaction,
            "type": type_,
            "customtype": words.STANDARD,
            "action": action,
            "version": number,
            "documentnumber": label,
            "transactionnumber": label,
            "transactiondate": (at - timedelta(days=9)).date(),
            "amount": money(1_234_56),
            "status": "A",
            "username": "controller@example.com",
            "datetime": at + timedelta(days=20 * (number + 1), hours=number),
        }
        for number, (transaction, type_, action, label) in enumerate(
            (
                (900_004, "VendBill", "CREATE", "BILL-OLD1"),
                (900_004, "VendBill", "DELETE", "BILL-OLD1"),
                (900_005, "Journal", "DELETE", "JE-OLD2"),
            ),
            start=1,
        )
    ]
