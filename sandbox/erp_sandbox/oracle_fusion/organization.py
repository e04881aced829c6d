"""The ledgers, business units and charts of accounts of the group's legal entities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.keys import number

if TYPE_CHECKING:
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import FiscalCalendar, LegalEntity

_SHORT = {1: "US", 2: "UK", 3: "DE", 4: "JP", 5: "Elimination"}
_PERIOD_SETS = {1: "ALDERWAY_CAL", 2: "ALDERWAY_APR"}
_LEDGERS = 300_000_000_774_000
LEDGER_SET = "Alderway Corporate Set"
LEDGER_SET_ID = _LEDGERS + 90


@dataclass(frozen=True)
class Segment:
    """A segment of a chart.

    Attributes:
        name: Its name in the API, which the customer gave it.
        code: Its code in the key flexfield.
        dimension: What the company knows it by: `entity`, `department`, `account`, `class` or
            `location`.
        digits: Digits of its values.
        label: Its segment label, None if it has none.
    """

    name: str
    code: str
    dimension: str
    digits: int
    label: str | None = None


@dataclass(frozen=True)
class Chart:
    """A chart of accounts: an instance of a key flexfield structure.

    Attributes:
        number: `StructureInstanceNumber`, by which everything else refers to it.
        instance: `StructureInstanceId`, which nothing else refers to.
        structure: `StructureId`.
        code: Its code.
        name: Its name.
        delimiter: What separates the segments of an account.
        segments: Its segments in order.
    """

    number: int
    instance: int
    structure: int
    code: str
    name: str
    delimiter: str
    segments: tuple[Segment, ...]

    def text(self, values: tuple[str, ...]) -> str:
        """Return an account combination as text."""
        return self.delimiter.join(values)


CORPORATE = Chart(
    5237,
    300_000_000_560_101,
    300_000_000_560_001,
    "ALDERWAY_CORPORATE",
    "Alderway Corporate",
    "-",
    (
        Segment("entity", "ENTITY", "entity", 3, "GL_BALANCING"),
        Segment("department", "DEPARTMENT", "department", 3, "FA_COST_CTR"),
        Segment("account", "ACCOUNT", "account", 4, "GL_ACCOUNT"),
        Segment("productLine", "PRODUCT_LINE", "class", 2),
        Segment("site", "SITE", "location", 2),
    ),
)
INTERNATIONAL = Chart(
    5238,
    300_000_000_560_102,
    300_000_000_560_002,
    "ALDERWAY_INTERNATIONAL",
    "Alderway International",
    ".",
    (
        Segment("naturalAccount", "NATURAL_ACCOUNT", "account", 4, "GL_ACCOUNT"),
        Segment("company", "COMPANY", "entity", 3, "GL_BALANCING"),
        Segment("costCenter", "COST_CENTER", "department", 3, "FA_COST_CTR"),
        Segment("place", "PLACE", "location", 2),
        Segment("line", "LINE", "class", 2),
    ),
)
CHARTS = {chart.number: chart for chart in (CORPORATE, INTERNATIONAL)}
_CHART_OF_CURRENCY = {2: INTERNATIONAL, 4: INTERNATIONAL}


@dataclass(frozen=True)
class Ledger:
    """A primary ledger: a currency, a calendar and a chart of accounts."""

    id: int
    name: str
    currency: str
    chart: Chart
    calendar: FiscalCalendar
    period_set: str


@dataclass(frozen=True)
class Unit:
    """The business unit of a legal entity."""

    id: int
    name: str
    code: str
    legal_entity: LegalEntity
    legal_entity_id: int
    ledger: Ledger


class Organization:
    """The ledgers and business units of a pod.

    Args:
        company: The company to show: each legal entity has a business unit, each base currency
            and calendar a ledger.

    Attributes:
        currencies: Code of a currency by its number.
        steps: Smallest unit in hundredths by currency code.
        units: Business units by number of their legal entity.
        ledgers: Ledgers by name.
    """

    def __init__(self, company: Company) -> None:
        self.currencies = {currency.number: currency.code for currency in company.currencies}
        self.steps = {currency.code: currency.step for currency in company.currencies}
        self._calendars = {calendar.number: calendar for calendar in company.calendars}
        self.ledgers: dict[str, Ledger] = {}
        self.units = {entity.number: self._unit(entity) for entity in company.legal_entities}

    def _unit(self, entity: LegalEntity) -> Unit:
        short = _SHORT[entity.number]
        return Unit(
            number("unit", entity.number),
            f"Alderway {short} BU",
            short.upper()[:4],
            entity,
            number("legal_entity", entity.number),
            self._ledger(entity),
        )

    def _ledger(self, entity: LegalEntity) -> Ledger:
        currency, calendar = self.currencies[entity.currency], self._calendars[entity.calendar]
        for ledger in self.ledgers.values():
            if (ledger.currency, ledger.calendar) == (currency, calendar):
                return ledger
        made = Ledger(
            _LEDGERS + entity.number,
            f"Alderway {_SHORT[entity.number]}",
            currency,
            _CHART_OF_CURRENCY.get(entity.currency, CORPORATE),
            calendar,
            _PERIOD_SETS[entity.calendar],
        )
        self.ledgers[made.name] = made
        return made


SET_UP = timedelta(days=900)
"""How long before the company's first document the pod was set up."""
