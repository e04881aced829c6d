"""Documents of the company with what their records refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.company.documents import LinkKind
from erp_sandbox.oracle_fusion.amounts import milliseconds, rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from erp_sandbox.company.documents import Document, Line, Link
    from erp_sandbox.oracle_fusion.directory import Directory
    from erp_sandbox.oracle_fusion.organization import Unit
    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod


@dataclass(eq=False)
class Pile:
    """Some documents with everything that their records refer to.

    Attributes:
        pod: The pod that gets them.
        directory: The company's master data.
        documents: Documents by number.
        payments: Payment links of a document by its number: both those to and from it.
        exact: Whether timestamps are exact; those of the company's past have whole seconds, and
            get milliseconds here.
    """

    pod: Pod
    directory: Directory
    documents: dict[int, Document] = field(default_factory=dict)
    payments: dict[int, list[Link]] = field(default_factory=dict)
    exact: bool = False

    def add(self, documents: Iterable[Document], links: Iterable[Link]) -> None:
        """Put documents and the links between them on the pile."""
        self.documents |= {document.header.number: document for document in documents}
        for link in links:
            if link.kind is LinkKind.PAYMENT:
                self.payments.setdefault(link.previous, []).append(link)
                self.payments.setdefault(link.next, []).append(link)

    def unit(self, document: Document) -> Unit:
        """Return the business unit of a document."""
        return self.pod.organization.units[document.header.legal_entity]

    def currency(self, document: Document) -> str:
        """Return the currency code of a document."""
        return self.pod.organization.currencies[document.header.currency]

    def combination(self, document: Document, line: Line) -> str:
        """Return the account combination of a line."""
        return self.pod.combinations.text(
            document.header.legal_entity, line.account, line.department, line.class_, line.location
        )

    def applied(self, document: Document) -> Iterator[tuple[Document, Link]]:
        """Yield the documents that a document is applied to, or that are applied to it."""
        number = document.header.number
        for link in self.payments.get(number, ()):
            other = link.next if link.previous == number else link.previous
            yield self.documents[other], link

    def conversion(self, document: Document) -> Values:
        """Return the conversion to the ledger currency, nothing if there is none."""
        if self.currency(document) == self.unit(document).ledger.currency:
            return {}
        return {
            "ConversionRate": rate(document.header.rate),
            "ConversionRateType": "Corporate",
            "ConversionDate": document.header.date,
        }

    def dated(self, at: datetime, number: int) -> datetime:
        """Return a timestamp of a record with a number."""
        return at if self.exact else milliseconds(at, number)

    def who(self, document: Document, modified: datetime | None = None) -> Values:
        """Return who wrote a record and when, by its document."""
        header = document.header
        user = self.directory.user(header.created_by)
        return {
            "CreatedBy": user,
            "CreationDate": self.dated(header.created, header.number),
            "LastUpdatedBy": user,
            "LastUpdateDate": self.dated(modified or header.modified, header.number),
        }
