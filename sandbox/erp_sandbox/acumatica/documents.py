"""The records that the company's documents are in Acumatica."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import payables, posting, receivables
from erp_sandbox.acumatica.pile import Pile
from erp_sandbox.company.documents import DocumentKind, LinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from erp_sandbox.acumatica.directory import Directory
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company.documents import Document, Link

_RECORDS: dict[DocumentKind, tuple[tuple[str, Callable[[Pile, Document], Row]], ...]] = {
    DocumentKind.BILL: (("Bill", payables.bill),),
    DocumentKind.EXPENSE_REPORT: (("Bill", payables.bill),),
    DocumentKind.VENDOR_CREDIT: (("Bill", payables.bill),),
    DocumentKind.BILL_PAYMENT: (("Check", payables.check),),
    DocumentKind.PURCHASE_ORDER: (("PurchaseOrder", payables.purchase_order),),
    DocumentKind.INVOICE: (("Invoice", receivables.invoice),),
    # A credit memo is on the form of invoices and on that of payments.
    DocumentKind.CREDIT_MEMO: (
        ("Invoice", receivables.invoice),
        ("Payment", receivables.payment),
    ),
    DocumentKind.CUSTOMER_PAYMENT: (("Payment", receivables.payment),),
}


def records(
    tenant: Tenant, directory: Directory, documents: Iterable[Document], links: Iterable[Link]
) -> Iterator[tuple[str, Row]]:
    """Yield the records of documents, each with its entity: first the document, then its batches.

    Args:
        tenant: The tenant that gets them.
        directory: Codes of the company's master data.
        documents: The documents.
        links: The links between them.
    """
    payments: dict[int, list[Link]] = {}
    for link in links:
        if link.kind is LinkKind.PAYMENT:
            payments.setdefault(link.previous, []).append(link)
            payments.setdefault(link.next, []).append(link)
    pile = Pile(tenant, directory, {d.header.number: d for d in documents}, payments)
    for document in pile.documents.values():
        batches = list(posting.batches(tenant, directory, document))
        for entity, build in _RECORDS.get(document.header.kind, ()):
            row = build(pile, document)
            if batches and entity != "PurchaseOrder":
                row.custom["Document.BatchNbr"] = batches[0].values["BatchNbr"]
            yield entity, row
        for batch in batches:
            yield "JournalTransaction", batch
