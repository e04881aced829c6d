"""One generated company, the same from the same seed, at any scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.company import calendar, organization, parties, planning
from erp_sandbox.company.chart import Chart
from erp_sandbox.company.columns import Batch, batch
from erp_sandbox.company.desk import Desk
from erp_sandbox.company.expenses import expense_report
from erp_sandbox.company.items import items
from erp_sandbox.company.journals import journal, opening_balance
from erp_sandbox.company.purchasing import purchase
from erp_sandbox.company.selling import sale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from erp_sandbox.company.documents import Document, Link

_RARE = 100
"""Documents of a company for each round of its rare ones; a smaller one has nothing rare."""


@dataclass(frozen=True)
class CompanyProfile:
    """The parameters of a generated company.

    Attributes:
        now: The end of the story, aware UTC; documents span the `months` before it.
        documents: The minimum number of documents (the last purchase or sale is completed).
        seed: Same seed, same `now`, same company.
        group: Several legal entities, or one.
        foreign_currency: Whether any but the dollar is used.
        months: Length of the story.
    """

    now: datetime
    documents: int = 600
    seed: int = 7
    group: bool = True
    foreign_currency: bool = True
    months: int = 18


class Company:
    """The master data, and the documents in batches.

    Attributes:
        currencies, rates, legal_entities, departments, classes, locations, terms, chart, calendars,
        periods, employees, vendors, customers, contacts, items: The master data.
        budget, allocation_rules: The plan, and how overhead is spread.
    """

    def __init__(self, profile: CompanyProfile) -> None:
        self.profile = profile
        random = Random(f"{profile.seed}:masters")
        now = profile.now
        self.first = calendar.month_start(now.date(), -profile.months)
        foreign = profile.foreign_currency
        self.currencies = organization.CURRENCIES if foreign else organization.CURRENCIES[:1]
        self.legal_entities = organization.legal_entities(
            group=profile.group,
            foreign_currency=foreign,
            own_calendars=profile.documents >= _RARE,
        )
        bases = {entity.currency for entity in self.legal_entities}
        self.rates = organization.rates(random, self.currencies, bases, self.first, now.date())
        self.departments, self.classes = organization.DEPARTMENTS, organization.CLASSES
        self.locations = organization.locations(self.legal_entities)
        self.terms = organization.TERMS
        self.chart = Chart()
        shared = calendar.periods(self.first, now.date())
        used = any(entity.calendar != 1 for entity in self.legal_entities)
        april, own = calendar.april_calendar(shared if used else ())
        self.calendars = (calendar.standard_calendar(shared), april)
        self.periods = shared + own
        self.months = tuple(period for period in self.periods if period.level == "month")
        self.steps = {currency.number: currency.step for currency in organization.CURRENCIES}
        place = parties.Surroundings(
            random, self.first, now, self.chart, self.legal_entities, self.locations,
            self.currencies,
        )  # fmt: skip
        self._people(place)
        self.items = items(place, 40 + profile.documents // 500)
        self.allocation_rules = planning.allocation_rules(random, self.chart, self.legal_entities)
        self.budget = planning.budget(
            random, self.chart, self.legal_entities, self.months[:12], self.steps
        )

    def _people(self, place: parties.Surroundings) -> None:
        documents = self.profile.documents
        self.employees = parties.employees(place, 1, 24 + documents // 2000)
        sales = tuple(employee.party for employee in self.employees if employee.sales)
        following = len(self.employees) + 1
        self.vendors = parties.companies(
            place, following, 40 + documents // 100, prefix="V", managers=(),
            categories=len(organization.VENDOR_CATEGORIES), accounts=self.chart.spending,
        )  # fmt: skip
        following += len(self.vendors)
        self.customers = parties.companies(
            place, following, 50 + documents // 80, prefix="C", managers=sales,
            categories=len(organization.CUSTOMER_CATEGORIES), accounts=(),
        )  # fmt: skip
        following += len(self.customers)
        self.contacts = parties.contacts(place, following, self.vendors + self.customers)

    @property
    def next_party(self) -> int:
        """The first party number nobody has."""
        return self.contacts[-1].party + 1

    def batches(self, size: int = 5_000) -> Iterator[Batch]:
        """Yield all documents in columns, about `size` at a time."""
        for documents, links in self.written(size):
            yield batch(documents, links)

    def written(self, size: int = 5_000) -> Iterator[tuple[list[Document], list[Link]]]:
        """Yield all documents, roughly in the order they were written, about `size` at a time."""
        desk, total = self.desk(), self.profile.documents
        days = (self.profile.now.date() - self.first).days
        while desk.written < total:
            day = self.first + timedelta(days=days * desk.written // total)
            self._happening(desk, calendar.working_day(max(day, self.first + timedelta(days=2))))
            written = desk.written >= total
            if written:
                self._rare(desk, total // _RARE)
            if written or len(desk.documents) >= size:
                yield desk.documents, desk.links
                desk.documents, desk.links = [], []

    def _happening(self, desk: Desk, day: date) -> None:
        draw = desk.random.random()
        if draw < 0.45:  # noqa: PLR2004 - the mix of the business
            purchase(desk, day)
        elif draw < 0.88:  # noqa: PLR2004
            sale(desk, day)
        else:
            journal(desk, day, self.allocation_rules)

    def _rare(self, desk: Desk, rounds: int) -> None:
        """Add what a small company does not have, in every part of the story."""
        days = (self.profile.now.date() - self.first).days
        for index in range(rounds):
            day = self.first + timedelta(days=2 + (days - 2) * index // rounds)
            expense_report(desk, day)
            opening_balance(desk, day, desk.vendors)
            opening_balance(desk, day, desk.customers)

    def desk(self) -> Desk:
        """Return a desk with a clean pile, that draws the same documents every time."""
        entities = {entity.number: entity for entity in self.legal_entities}
        return Desk(
            random=Random(f"{self.profile.seed}:documents"),
            now=self.profile.now,
            chart=self.chart,
            entities=entities,
            locations=self.locations,
            rates={(rate.base, rate.currency, rate.effective): rate.rate for rate in self.rates},
            months={period.start: period.number for period in self.months},
            steps=self.steps,
            terms={term.number: term.days for term in self.terms},
            clerks=tuple(employee.party for employee in self.employees[:8]),
            vendors=tuple(vendor for vendor in self.vendors if not vendor.inactive),
            customers=tuple(customer for customer in self.customers if not customer.inactive),
            items=tuple(item for item in self.items if not item.inactive),
            employees=tuple(e for e in self.employees if e.released is None),
        )
