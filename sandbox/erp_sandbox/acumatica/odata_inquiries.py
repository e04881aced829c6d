"""The generic inquiries of the site that are exposed through OData."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.odata_sets import Column, EntitySet, field_column, net

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from erp_sandbox.acumatica.odata_sets import Item
    from erp_sandbox.acumatica.rows import Row


@dataclass(frozen=True)
class GenericInquiry:
    """A generic inquiry (SM208000).

    Attributes:
        title: Its title.
        entity: The entity whose records it shows.
        columns: Paths of fields by caption: a field of the record, or `Lines/Field`.
        keys: Captions of its keys.
        formulas: Columns that are worked out, by caption.
        parameters: Fields that its parameters select by; without values it returns nothing.
        exposed: Whether it is exposed through OData.
    """

    title: str
    entity: str
    columns: Mapping[str, str]
    keys: tuple[str, ...]
    formulas: Mapping[str, Callable[[Item], object]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    exposed: bool = True

    @property
    def set(self) -> EntitySet:
        """Its set."""
        entity = ENTITIES[self.entity]
        columns = {}
        lines = ""
        for caption, path in self.columns.items():
            level, _, name = path.rpartition("/")
            lines = lines or level
            shape = entity.details[level] if level else entity
            columns[caption] = field_column("line" if level else "header", shape.fields[name])
        for caption, read in self.formulas.items():
            columns[caption] = Column("Edm.Decimal", read, formula=True)
        return EntitySet(self.title, self.entity, self.keys, columns, _items(lines))


def _items(lines: str) -> Callable[[Iterable[Row]], Iterable[Item]]:
    if not lines:
        return lambda rows: ((row, row) for row in rows)
    return lambda rows: ((row, line) for row in rows for line in row.details.get(lines, ()))


_BATCH = {"Module": "Module", "BatchNbr": "BatchNbr"}
_LINE = {
    **_BATCH,
    "LineNbr": "Details/LineNbr",
    "Date": "TransactionDate",
    "Period": "PostPeriod",
    "Ledger": "LedgerID",
    "Status": "Status",
    "Branch": "Details/BranchID",
    "Account": "Details/Account",
    "Subaccount": "Details/Subaccount",
    "Debit": "Details/DebitAmount",
    "Credit": "Details/CreditAmount",
    "LastModifiedOn": "LastModifiedDateTime",
}
INQUIRIES = {
    inquiry.title: inquiry
    for inquiry in (
        GenericInquiry(
            "GL Batches",
            "JournalTransaction",
            {
                **_BATCH,
                "Status": "Status",
                "Ledger": "LedgerID",
                "Period": "PostPeriod",
                "Description": "Description",
                "LastModifiedOn": "LastModifiedDateTime",
            },
            ("Module", "BatchNbr"),
        ),
        GenericInquiry(
            "GL Transactions",
            "JournalTransaction",
            _LINE,
            ("Module", "BatchNbr", "LineNbr"),
            formulas={"Net": net},
        ),
        GenericInquiry(
            "GL Transactions by Period",
            "JournalTransaction",
            _LINE,
            ("Module", "BatchNbr", "LineNbr"),
            parameters={"Period": "PostPeriod"},
        ),
        GenericInquiry(
            "GL Transactions by Date",
            "JournalTransaction",
            _LINE,
            ("Module", "BatchNbr", "LineNbr"),
            parameters={"Date": "TransactionDate"},
        ),
        GenericInquiry(
            "Vendors: #/Class",
            "Vendor",
            {
                "VendorID": "VendorID",
                "Tenant": "VendorName",
                "Class": "VendorClass",
                "CLASS": "VendorClass",
                "Änderung": "LastModifiedDateTime",
            },
            ("VendorID",),
        ),
        GenericInquiry(
            "Vendors",
            "Vendor",
            {
                "VendorID": "VendorID",
                "VendorName": "VendorName",
                "VendorStatus": "Status",
                "LastModifiedOn": "LastModifiedDateTime",
            },
            ("VendorID",),
        ),
        GenericInquiry(
            "Bank Accounts", "Account", {"Account": "AccountCD"}, ("Account",), exposed=False
        ),
    )
}
"""The inquiries by title."""
