"""Documents of the company with what their records refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import milliseconds
from erp_sandbox.acumatica.rows import Row, guid
from erp_sandbox.company.documents import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from erp_sandbox.acumatica.directory import Directory
    from erp_sandbox.acumatica.organization import Branch
    from erp_sandbox.acumatica.rows import Values
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company.documents import Document, Link

TYPES = {
    DocumentKind.BILL: "Bill",
    DocumentKind.EXPENSE_REPORT: "Bill",
    DocumentKind.VENDOR_CREDIT: "Debit Adj.",
    DocumentKind.BILL_PAYMENT: "Payment",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "Credit Memo",
    DocumentKind.CUSTOMER_PAYMENT: "Payment",
    DocumentKind.PURCHASE_ORDER: "Normal",
}
"""The type of a record by the kind of its document."""


@dataclass(frozen=True)
class Pile:
    """Some documents with everything that their records refer to.

    Attributes:
        tenant: The tenant that gets them.
        directory: Codes of the company's master data.
        documents: Documents by number.
        payments: Payment links of a document by its number: both those to and from it.
    """

    tenant: Tenant
    directory: Directory
    documents: dict[int, Document]
    payments: dict[int, list[Link]]

    def branch(self, document: Document) -> Branch:
        """Return the branch of a document."""
        header = document.header
        return self.tenant.organization.branch(header.legal_entity, header.location)

    def applied(self, document: Document) -> Iterator[tuple[Document, Link]]:
        """Yield the documents that a document is applied to, or that are applied to it."""
        number = document.header.number
        for link in self.payments.get(number, ()):
            other = link.next if link.previous == number else link.previous
            yield self.documents[other], link

    def row(self, entity: str, document: Document, type_: str, values: Values) -> Row:
        """Return the row of a document's record."""
        header = document.header
        modified = milliseconds(header.modified, header.number)
        values["LastModifiedDateTime"] = modified
        row_id = guid(self.tenant.name, entity, type_, header.label)
        return Row(row_id, values, modified=modified)

    def created(self, document: Document) -> datetime:
        """Return when a document was created."""
        return milliseconds(document.header.created, document.header.number)
