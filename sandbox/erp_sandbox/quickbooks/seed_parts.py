"""Parts of documents: headers, lines and references."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.money import CENT, HOME, ZERO, cents, currency_of
from erp_sandbox.quickbooks.seed_chart import currency_ref, rate_on
from erp_sandbox.quickbooks.seed_lists import TAX_RATE

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from erp_sandbox.quickbooks.rows import Record, Row
    from erp_sandbox.quickbooks.store import CompanyStore


class Parts:
    """What documents of a company are made of.

    Args:
        company: An empty company, or one to add documents to.
        dice: Chooses amounts and references.
    """

    def __init__(self, company: CompanyStore, dice: random.Random) -> None:
        self.company = company
        self.dice = dice

    def sale(self, at: datetime) -> Record:
        """Return a sale of services and goods that are not stocked, with sales tax."""
        lines: list[Record] = []
        for n in range(1, self.dice.randrange(2, 5)):
            price, quantity = self.amount(), self.dice.randrange(1, 6)
            detail = {
                "ItemRef": self.one("Item"),
                "Qty": quantity,
                "UnitPrice": price,
                "TaxCodeRef": {"value": "TAX"},
                "ClassRef": self.one("Class"),
            }
            lines.append(
                {
                    "Id": str(n),
                    "LineNum": n,
                    "Description": f"Line {n}",
                    "Amount": price * quantity,
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": detail,
                }
            )
        return self.sales_form(at, lines)

    def sales_form(self, at: datetime, lines: list[Record]) -> Record:
        """Return a sale of some lines in the customer's currency, with sales tax."""
        net = sum((line["Amount"] for line in lines), ZERO)
        lines.append({"Amount": net, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
        tax = cents(net * TAX_RATE / 100)
        detail = {
            "TaxRateRef": {"value": "1"},
            "PercentBased": True,
            "TaxPercent": TAX_RATE,
            "NetAmountTaxable": net,
        }
        taxed = {"Amount": tax, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
        return {
            **self.head(at),
            **self.party(at, "Customer"),
            "Line": lines,
            "TxnTaxDetail": {"TotalTax": tax, "TaxLine": [taxed]},
            "TotalAmt": net + tax,
        }

    def terms(self, at: datetime, balance: Decimal) -> Record:
        """Return what an invoice has in addition: balance, due date and custom fields."""
        values = {"1": ("Crew #", "102"), "1000000001": ("Region", "N")}
        return {
            "Balance": balance,
            "DueDate": (at + timedelta(days=30)).date().isoformat(),
            "CustomField": [
                {"DefinitionId": n, "Name": name, "Type": "StringType", "StringValue": value}
                for n, (name, value) in values.items()
            ],
        }

    def expenses(self, at: datetime) -> Record:
        """Return lines of costs and their total."""
        lines: list[Record] = []
        for n in range(1, self.dice.randrange(2, 4)):
            line: Record = {"Id": str(n), "LineNum": n, "Amount": self.amount()}
            if self.dice.random() < 0.3:  # noqa: PLR2004
                kind, detail = (
                    "ItemBasedExpenseLineDetail",
                    {"ItemRef": self.one("Item"), "Qty": 1},
                )
            else:
                role = self.dice.choice(("supplies", "rent", "travel", "equipment"))
                kind, detail = "AccountBasedExpenseLineDetail", {"AccountRef": self.account(role)}
            lines.append({**line, "DetailType": kind, kind: detail})
        total = sum((line["Amount"] for line in lines), ZERO)
        return {**self.head(at), "Line": lines, "TotalAmt": total}

    def head(self, at: datetime, currency: str = HOME) -> Record:
        """Return date, number, currency and exchange rate of a document."""
        return {
            "TxnDate": at.date().isoformat(),
            "DocNumber": str(self.dice.randrange(1000, 99999)),
            **self._currency(at, currency),
        }

    def party(self, at: datetime, entity: str) -> Record:
        """Return a random customer or vendor, the account of a vendor, currency and rate."""
        party = self.one(entity)
        currency = self.currency(entity, party)
        accounts = {"APAccountRef": self.account("payable", currency)} if entity == "Vendor" else {}
        return {f"{entity}Ref": party, **accounts, **self._currency(at, currency)}

    def _currency(self, at: datetime, currency: str) -> Record:
        """Companies of one currency have no exchange rates."""
        rated = {"ExchangeRate": rate_on(currency, at.date())}
        return {
            "CurrencyRef": currency_ref(currency),
            **(rated if self.company.rows["CompanyCurrency"] else {}),
        }

    def add(self, at: datetime, entity: str, **values: Any) -> str:
        """Add a record to the company; return its id."""
        return self.company.add(entity, values, at=at).id

    def account(self, role: str, currency: str = HOME) -> Record:
        """Return a reference to an account; some roles have one for each currency."""
        return {"value": self.company.books.control(role, currency)}

    def one(self, entity: str) -> Record:
        """Return a random record of a list as a reference; no stocked item."""
        while True:
            record_id = str(self.dice.randrange(1, len(self.company.rows[entity]) + 1))
            row = self.company.rows[entity].get(record_id)
            if row is not None and row.values.get("Type") != "Inventory":
                return {"value": record_id}

    def currency(self, entity: str, reference: Record) -> str:
        """Return the currency of a customer or vendor."""
        return currency_of(self.company.rows[entity][reference["value"]].values)

    def open(self, entity: str) -> Row | None:
        """Return a document of the last fifty that is not paid yet."""
        recent = list(self.company.rows[entity].values())[-50:]
        unpaid = [row for row in recent if row.values["Balance"] > 0]
        return self.dice.choice(unpaid) if unpaid else None

    def part(self, balance: Decimal) -> Decimal:
        """Return a balance, or sometimes half of it."""
        whole = self.dice.random() < 0.7  # noqa: PLR2004
        return balance if whole else max(CENT, cents(balance / 2))

    def amount(self) -> Decimal:
        """Return a random amount."""
        return Decimal(self.dice.randrange(500, 250_000)) / 100
