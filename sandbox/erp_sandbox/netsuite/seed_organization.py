"""The company's organization, terms and items as rows of NetSuite tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.storage import money, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Dimension

Rows = list[dict[str, Any]]

_BOOK_START_DAYS = 900
_UNSTAMPED = 7


def set_up(company: Company) -> datetime:
    """Return when the account was set up: well before the company's first document."""
    first = datetime(company.first.year, company.first.month, 1, 9)  # noqa: DTZ001 - as stored
    return first - timedelta(days=_BOOK_START_DAYS)


def timestamp(start: datetime, number: int) -> datetime | None:
    """Return a timestamp of the set-up; every seventh row has none, as vendors' small tables do."""
    if number % _UNSTAMPED == 0:
        return None
    return start + timedelta(days=number % 40, seconds=number * 977 % 30_000)


class Organization:
    """Rows of subsidiaries, dimensions, terms and items.

    Args:
        company: The company to show.
    """

    def __init__(self, company: Company) -> None:
        self._company = company
        self._setup = set_up(company)

    def rows(self) -> dict[str, Rows]:
        """Return all rows by table."""
        company = self._company
        return {
            "subsidiary": self._subsidiaries(),
            "department": self._dimensions(company.departments),
            "classification": self._dimensions(company.classes),
            "location": self._locations(),
            "term": self._terms(),
            "item": self._items(),
        }

    def _subsidiaries(self) -> Rows:
        return [
            {
                "id": entity.number,
                "name": entity.name,
                "fullname": entity.name
                if entity.parent is None
                else f"Alderway Group : {entity.name}",
                "legalname": entity.legal_name,
                "parent": entity.parent,
                "currency": entity.currency,
                "country": entity.country,
                "state": entity.state,
                "email": None if entity.elimination else f"books{entity.number}@example.com",
                "fiscalcalendar": entity.calendar,
                "iselimination": entity.elimination,
                "isinactive": False,
                "languagelocale": "en_US",
                "edition": entity.country,
                "tranprefix": f"S{entity.number}-",
                "mainaddress": None if entity.elimination else 10 * entity.number,
                "shippingaddress": None if entity.elimination else 10 * entity.number + 1,
                "returnaddress": 10 * entity.number + 2 if entity.number == 1 else None,
                "custrecord_sub_registry_code": f"HRB {entity.number * 1311}",
                "lastmodifieddate": timestamp(self._setup, entity.number),
            }
            for entity in self._company.legal_entities
        ]

    def _dimensions(self, dimensions: Sequence[Dimension]) -> Rows:
        names = {dimension.number: dimension.name for dimension in dimensions}
        return [
            {
                "id": dimension.number,
                "name": dimension.name,
                "fullname": _path(names, dimension),
                "parent": dimension.parent,
                "subsidiary": self._reach(dimension.number),
                "includechildren": True,
                "isinactive": dimension.inactive,
                "externalid": f"dim-{dimension.number}" if dimension.number % 3 == 0 else None,
                "lastmodifieddate": timestamp(self._setup, dimension.number),
            }
            for dimension in dimensions
        ]

    def _reach(self, number: int) -> str:
        """Return the subsidiaries that may use a record, as a multi-select: all, or the first."""
        entities = [e.number for e in self._company.legal_entities if not e.elimination]
        return ", ".join(map(str, entities if number % 4 else entities[:1]))

    def _locations(self) -> Rows:
        places = {place.number: place for place in self._company.locations}
        return [
            row
            | {
                "subsidiary": places[row["id"]].legal_entity,
                "mainaddress": 200 + row["id"],
                "returnaddress": 300 + row["id"] if row["id"] == 1 else None,
                "locationtype": 1,
                "latitude": scaled(37_804_400 + row["id"], 6) if row["id"] == 1 else None,
                "longitude": scaled(-122_271_100, 6) if row["id"] == 1 else None,
                "makeinventoryavailable": True,
                "usebins": row["id"] == 2,  # noqa: PLR2004 - the dock
                "custrecord_loc_manager_name": "Zoë Weiß" if row["id"] == 1 else None,
            }
            for row in self._dimensions(self._company.locations)
            if row.pop("includechildren")
        ]

    def _terms(self) -> Rows:
        return [
            {
                "id": term.number,
                "name": term.name,
                "daysuntilnetdue": term.days,
                "discountpercent": term.discount_percent,
                "daysuntilexpiry": term.discount_days,
                "datedriven": False,
                "isinactive": False,
                "lastmodifieddate": self._setup if term.number > 1 else None,
            }
            for term in self._company.terms
        ]

    def _items(self) -> Rows:
        chart, stock = self._company.chart, "inventory"
        return [
            {
                "id": item.number,
                "itemid": item.code,
                "fullname": item.code,
                "displayname": item.name,
                "itemtype": words.ITEM_TYPE_OF[item.kind],
                "subtype": None if item.kind == stock else "Purchase",
                "description": f'{item.name} — "as quoted"' if item.number % 3 == 0 else None,
                "parent": item.parent,
                "class": item.class_,
                "subsidiary": self._reach(item.number),
                "incomeaccount": item.income_account,
                "expenseaccount": None if item.kind == stock else item.expense_account,
                "assetaccount": chart["inventory"] if item.kind == stock else None,
                "cogsaccount": chart["cost_of_sales"] if item.kind == stock else None,
                "cost": money(item.cost),
                "averagecost": scaled(item.cost * 1003, 5) if item.kind == stock else None,
                "lastpurchaseprice": money(item.cost) if item.number % 2 else None,
                "isinactive": item.inactive,
                "createddate": item.created.replace(tzinfo=None),
                "lastmodifieddate": item.modified.replace(tzinfo=None),
                "externalid": f"SKU-{item.number}" if item.number % 4 == 0 else None,
                "custitem_origin_country": ("US", "DE", "JP", None)[item.number % 4],
                "custitem_net_weight": scaled(item.number * 125, 3) if item.kind == stock else None,
                "custitem_hazardous": (True, False, None)[item.number % 3],
                "custitem_reviewed_at": item.modified.replace(tzinfo=None)
                if item.number % 5 == 0
                else None,
            }
            for item in self._company.items
        ]


def _path(names: dict[int, str], dimension: Dimension) -> str:
    return f"{names[dimension.parent]} : {dimension.name}" if dimension.parent else dimension.name
