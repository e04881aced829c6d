"""The names and numbers under which Fusion knows the company's master data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.keys import number

if TYPE_CHECKING:
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Account, Employee, Item, Party


class Directory:
    """The company's master data by number.

    Args:
        company: The company.

    Attributes:
        accounts: Accounts by number.
        items: Items by number.
        terms: Names of payment terms by number.
        parties: Vendors and customers by party number.
    """

    def __init__(self, company: Company) -> None:
        self.accounts: dict[int, Account] = {a.number: a for a in company.chart.accounts}
        self.items: dict[int, Item] = {item.number: item for item in company.items}
        self.terms = {term.number: term.name for term in company.terms}
        self.parties: dict[int, Party] = {
            party.party: party for party in (*company.vendors, *company.customers)
        }
        self._employees: dict[int, Employee] = {e.party: e for e in company.employees}
        self._users = {e.party: f"{e.first}.{e.last}".upper() for e in company.employees}

    def name(self, party: int | None) -> str | None:
        """Return the name of a vendor, a customer or an employee."""
        if party in self.parties:
            return self.parties[party].name
        employee = self._employees.get(party or 0)
        return f"{employee.last}, {employee.first}" if employee else None

    def code(self, party: int | None) -> str | None:
        """Return the number on paper of a vendor, a customer or an employee."""
        if party in self.parties:
            return self.parties[party].code
        return f"E{party:05d}" if party in self._employees else None

    def user(self, employee: int | None) -> str:
        """Return the user name of an employee."""
        return self._users.get(employee or 0, "FUSION_APPS_AP_ESS_APPID")

    def site(self, party: int | None) -> str:
        """Return the name of the only site of a vendor or customer."""
        found = self.parties.get(party or 0)
        return f"{found.city.upper()}-{found.country}" if found else "OFFICE"

    def supplier_id(self, party: int) -> int:
        """Return the id of the supplier that a vendor is."""
        return number("supplier", party)
