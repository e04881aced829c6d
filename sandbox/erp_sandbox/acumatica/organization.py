"""The companies of a tenant with their branches and ledgers, from the group's legal entities."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import rate
from erp_sandbox.acumatica.calendars import Calendar

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.company import Company
    from erp_sandbox.company.model import LegalEntity

_CODES = {1: "ALDUS", 2: "ALDUK", 3: "ALDDE", 4: "ALDJP", 5: "ALDELIM"}
_BRANCHES = {
    1: (("HEADOFFICE", "Oakland", True), ("DOCK2", "Oakland Dock 2", True)),
    2: (("LEEDS", "Leeds", True),),
    3: (("MUNICH", "München", True),),
    4: (("OSAKA", "Osaka 大阪", True),),
    5: (("ELIM", "Elimination", False),),
}
_CLOSED = ("OLDSHED", "Old Shed", False)
_BRANCH_OF_LOCATION = {2: "DOCK2"}


@dataclass(frozen=True)
class Branch:
    """A branch of a company.

    Attributes:
        code: Its id, such as `HEADOFFICE`.
        number: Its internal number.
        name: Its name.
        company: The code of its company.
        company_name: The name of its company.
        company_type: The type of its company.
        country: ISO code of its country.
        currency: Base currency.
        ledger: Its actual ledger.
        active: Whether documents may be entered for it.
        calendar: The financial calendar of its company.
    """

    code: str
    number: int
    name: str
    company: str
    company_name: str
    company_type: str
    country: str
    currency: str
    ledger: str
    active: bool
    calendar: Calendar


class Organization:
    """The branches of a tenant.

    Args:
        company: The company to show: each legal entity is a company of the tenant.

    Attributes:
        branches: The branches by code.
        currencies: Code of a currency by its number.
        precisions: Decimals by currency code, as the company was set up.
    """

    def __init__(self, company: Company) -> None:
        self.currencies = {currency.number: currency.code for currency in company.currencies}
        self.precisions = {
            currency.code: 2 if currency.step == 1 else 0 for currency in company.currencies
        }
        self._rates = {
            (self.currencies[rate.base], self.currencies[rate.currency], rate.effective): rate.rate
            for rate in company.rates
        }
        self._calendars = {
            calendar.number: Calendar(calendar.first_month) for calendar in company.calendars
        }
        self.branches: dict[str, Branch] = {}
        self._main: dict[int, str] = {}
        for entity in company.legal_entities:
            self._add(entity)

    def branch(self, legal_entity: int, location: int | None) -> Branch:
        """Return the branch of documents of a legal entity at a location."""
        code = _BRANCH_OF_LOCATION.get(location or 0, self._main[legal_entity])
        return self.branches[code]

    def rate(self, base: str, currency: str, day: date) -> Decimal:
        """Return units of the base currency for one unit of a currency on a day.

        Raises:
            LookupError: If there is no rate; the text is what the form says (unconfirmed).
        """
        if base == currency:
            return Decimal(1)
        known = [key for key in self._rates if key[:2] == (base, currency)]
        if not known:
            raise LookupError("Currency Rate is not defined.")
        earlier = [key for key in known if key[2] <= day] or known[:1]
        return rate(self._rates[earlier[-1]])

    @property
    def base_currencies(self) -> dict[str, str]:
        """Base currency by actual ledger."""
        return {branch.ledger: branch.currency for branch in self.branches.values()}

    @property
    def companies(self) -> dict[str, list[Branch]]:
        """The branches by company."""
        companies: dict[str, list[Branch]] = {}
        for branch in self.branches.values():
            companies.setdefault(branch.company, []).append(branch)
        return companies

    def _add(self, entity: LegalEntity) -> None:
        currency = self.currencies[entity.currency]
        sites = _BRANCHES[entity.number] + ((_CLOSED,) if entity.number == 1 else ())
        several = len(sites) > 1
        self._main[entity.number] = sites[0][0]
        for code, name, active in sites:
            self.branches[code] = Branch(
                code,
                len(self.branches) + 1,
                name,
                _CODES[entity.number],
                entity.name,
                "With Branches Not Requiring Balancing" if several else "Without Branches",
                entity.country,
                currency,
                actual_ledger(currency),
                active,
                self._calendars[entity.calendar],
            )


def actual_ledger(currency: str) -> str:
    """Return the actual ledger of a base currency."""
    return "ACTUAL" if currency == "USD" else f"ACTUAL{currency}"
