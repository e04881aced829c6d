"""The codes under which Acumatica knows the company's accounts, people, items and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Account, Employee, Item


class Directory:
    """The codes of the company's master data.

    Args:
        company: The company.

    Attributes:
        accounts: Accounts by number.
        items: Items by number.
        parties: Codes of vendors, customers and employees by party number.
        terms: Codes of payment terms by number.
    """

    def __init__(self, company: Company) -> None:
        self.accounts: dict[int, Account] = {a.number: a for a in company.chart.accounts}
        self.items: dict[int, Item] = {item.number: item for item in company.items}
        self.parties = {
            **{party.party: party.code for party in (*company.vendors, *company.customers)},
            **{employee.party: employee_id(employee) for employee in company.employees},
        }
        self.terms = {
            term.number: f"{term.discount_percent or ''}N{term.days}" for term in company.terms
        }


def employee_id(employee: Employee) -> str:
    """Return the id of an employee."""
    return f"E{employee.party:05d}"
