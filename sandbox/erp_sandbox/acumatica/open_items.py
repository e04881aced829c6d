"""Bills and invoices as open items: what is left of them, and the batches that settle them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from erp_sandbox.acumatica import batches
from erp_sandbox.acumatica.amounts import ZERO
from erp_sandbox.acumatica.changing import changed
from erp_sandbox.acumatica.rows import Row, Values, part_guid
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from erp_sandbox.acumatica.store import Tenant


class _Subledger(NamedTuple):
    module: str
    control: str  # role of the control account
    party: str
    branch: str
    applications: str
    sign: int  # of a payment's line of the control account, debit positive


_SUBLEDGERS = {
    "Bill": _Subledger("AP", "payable", "Vendor", "BranchID", "Applications", 1),
    "Invoice": _Subledger("AR", "receivable", "Customer", "LinkBranch", "ApplicationsDefault", -1),
}


@dataclass(frozen=True)
class OpenItem:
    """A bill or an invoice.

    Attributes:
        tenant: Its tenant.
        entity: `Bill` or `Invoice`.
        row: The record.
    """

    tenant: Tenant
    entity: str
    row: Row

    @property
    def branch(self) -> str:
        """Its branch."""
        return str(self.row.values[self._ledger.branch])

    @property
    def currency(self) -> str:
        """Its currency, which is not in the contract of invoices."""
        return str(self.row.values.get("CurrencyID") or self.row.custom["Document.CuryID"])

    @property
    def control(self) -> str:
        """The control account of its subledger."""
        return self.tenant.company.chart.code(self._ledger.control)

    @property
    def _ledger(self) -> _Subledger:
        return _SUBLEDGERS[self.entity]

    def in_base(self, amount: Decimal, left: Decimal) -> Decimal:
        """Return an amount in base currency, at the rate that the item was booked at.

        Args:
            amount: Amount in the item's currency.
            left: What is open afterwards; what is left in base currency leaves with the last.
        """
        custom = self.row.custom
        if left == 0:
            settled: Decimal = custom["Document.DocBal"]
            return settled
        share = custom["Document.OrigDocAmt"] * amount / self.row.values["Amount"]
        return self.tenant.rounded(share, self._base_currency)

    def save(self, balance: Decimal, base: Decimal, applications: Sequence[Row]) -> Row:
        """Store the item with another balance; `base` is added to the one in base currency."""
        row = self.row
        left = row.custom["Document.DocBal"] + base
        if balance == row.values["Amount"]:
            left = row.custom["Document.OrigDocAmt"]
        values = {"Balance": balance, "Status": "Open" if balance else "Closed"}
        custom = {**row.custom, "Document.DocBal": left}
        details = {**row.details, self._ledger.applications: list(applications)}
        saved = changed(self.tenant, row, values, custom=custom, details=details)
        return self.tenant.save(self.entity, saved)

    def applied(self, values: Values) -> list[Row]:
        """Return the applications with another one."""
        part = self._ledger.applications
        line = Row(part_guid(self.row.id, part, self.row.last_line + 1), values)
        return [*self.row.details[part], line]

    def without(self, number: str) -> list[Row]:
        """Return the applications without those of a document."""
        lines = self.row.details[self._ledger.applications]
        return [line for line in lines if line.values["ReferenceNbr"] != number]

    def post(
        self, entries: Sequence[Values], day: date, base: Sequence[Decimal] | None = None
    ) -> Row:
        """Post a batch of the subledger; `base` are its lines in base currency."""
        branch = self.tenant.organization.branches[self.branch]
        header: Values = {
            "BranchID": branch.code,
            "LedgerID": branch.ledger,
            "CurrencyID": self.currency,
            "Hold": False,
            "Status": "Posted",
            "TransactionDate": day,
            "PostPeriod": branch.calendar.period(day),
        }
        if "Description" in self.row.values:
            header["Description"] = self.row.values["Description"]
        batch = batches.entered(self.tenant, header, entries, self._ledger.module, base)
        return self.tenant.save("JournalTransaction", batch)

    def post_payment(self, payment: Row, amount: Decimal, settled: Decimal) -> Row:
        """Post a payment: the item leaves at its own rate, the difference is realized.

        Args:
            payment: The payment.
            amount: Amount in the item's currency.
            settled: The amount in base currency as the item was booked.
        """
        organization, sign = self.tenant.organization, self._ledger.sign
        day, number = payment.values["ApplicationDate"], payment.values["ReferenceNbr"]
        rate = organization.rate(self._base_currency, self.currency, day)
        paid = self.tenant.rounded(amount * rate, self._base_currency)
        entries = [
            self.entry(self.control, sign * amount, number),
            self.entry(payment.values["CashAccount"], -sign * amount, number),
        ]
        base = [sign * settled, -sign * paid]
        if paid != settled:
            account = self.tenant.company.chart.code("exchange_difference")
            entries.append(self.entry(account, ZERO, number))
            base.append(sign * (paid - settled))
        return self.post(entries, day, base)

    def entry(
        self, account: str, amount: Decimal, number: str, subaccount: str = DEFAULT_SUBACCOUNT
    ) -> Values:
        """Return a line of a batch; the amount is signed, debit positive."""
        return {
            "Account": account,
            "Subaccount": subaccount,
            "DebitAmount": max(amount, ZERO),
            "CreditAmount": max(-amount, ZERO),
            "ReferenceNbr": number,
            "VendorOrCustomer": self.row.values[self._ledger.party],
        }

    @property
    def _base_currency(self) -> str:
        return self.tenant.organization.branches[self.branch].currency
