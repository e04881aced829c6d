"""The company's chart, periods, books, currencies and rates as rows of NetSuite tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.company.money import RATE_ONE
from erp_sandbox.netsuite import vocabulary as words
from erp_sandbox.netsuite.seed_organization import set_up, timestamp
from erp_sandbox.netsuite.storage import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Account

Rows = list[dict[str, Any]]

_FISCAL_MONTHS = {1: "JAN", 4: "APR"}


class Ledger:
    """Rows of the tables that amounts are booked by.

    Args:
        company: The company to show.
        books: (book, subsidiary) pairs of the accounting books.
    """

    def __init__(self, company: Company, books: Sequence[tuple[int, int]]) -> None:
        self._company = company
        self._books = books
        self._setup = set_up(company)

    def rows(self) -> dict[str, Rows]:
        """Return all rows by table."""
        return {
            "account": self._accounts(),
            "accounttype": _account_types(),
            "accountingperiod": self._periods(),
            "fiscalcalendar": [
                {
                    "id": calendar.number,
                    "name": calendar.name,
                    "fiscalmonth": _FISCAL_MONTHS[calendar.first_month],
                    "isdefault": calendar.number == 1,
                }
                for calendar in self._company.calendars
            ],
            "accountingperiodfiscalcalendars": self._calendars(),
            "accountingbook": self._accounting_books(),
            "accountingbooksubsidiaries": [
                {"accountingbook": book, "subsidiary": subsidiary, "status": "ACTIVE"}
                for book, subsidiary in self._books
            ],
            "currency": self._currencies(),
            "currencyrate": self._rates(),
            "consolidatedexchangerate": self._consolidated(),
        }

    def _accounts(self) -> Rows:
        accounts = {account.number: account for account in self._company.chart.accounts}
        return [self._account(account, accounts) for account in accounts.values()]

    def _account(self, account: Account, accounts: dict[int, Account]) -> dict[str, Any]:
        path, above = account.name, account.parent
        while above:
            path, above = f"{accounts[above].name} : {path}", accounts[above].parent
        entities = ", ".join(str(entity.number) for entity in self._company.legal_entities)
        shown = f"{account.code} {account.name}"
        income = account.code[0] in "4567"
        return {
            "id": account.number,
            "acctnumber": account.code,
            "fullname": path,
            "accountsearchdisplayname": shown,
            "accountsearchdisplaynamecopy": account.name,
            "displaynamewithhierarchy": f"{account.code} {path}",
            "description": f"Used for {account.name.lower()}" if account.number % 4 == 0 else None,
            "accttype": words.ACCOUNT_TYPE_OF[account.kind],
            "sspecacct": words.SPECIAL_ACCOUNTS.get(account.role or ""),
            "parent": account.parent,
            "subsidiary": entities,
            "generalrate": "AVERAGE"
            if income
            else "HISTORICAL"
            if account.code[0] == "3"
            else "CURRENT",
            "cashflowrate": "AVERAGE",
            "eliminate": False,
            "issummary": account.summary,
            "includechildren": True,
            "inventory": account.role == "inventory",
            "revalue": account.kind in {"receivable", "payable"},
            "reconcilewithmatching": account.kind == "bank" and not account.summary,
            "isinactive": account.code == "9100",
            "lastmodifieddate": timestamp(self._setup, account.number),
        }

    def _periods(self) -> Rows:
        return [
            {
                "id": period.number,
                "periodname": period.name,
                "parent": period.parent,
                "startdate": period.start,
                "enddate": period.end,
                "isyear": period.level == "year",
                "isquarter": period.level == "quarter",
                "isadjust": False,
                "isposting": period.level == "month",
                "isinactive": False,
                "closed": period.closed,
                "closedondate": _evening(period.end, 12) if period.closed else None,
                "alllocked": period.closed,
                "arlocked": period.closed,
                "aplocked": period.closed,
                "allownonglchanges": True,
                "lastmodifieddate": _evening(period.end, 12)
                if period.closed
                else self._setup + timedelta(seconds=period.number),
            }
            for period in self._company.periods
        ]

    def _calendars(self) -> Rows:
        names = {period.number: period.name for period in self._company.periods}
        return [
            {
                "accountingperiod": number,
                "fiscalcalendar": calendar.number,
                "fullname": names[number],
                "parent": parent,
            }
            for calendar in self._company.calendars
            for number, parent in calendar.parents.items()
        ]

    def _accounting_books(self) -> Rows:
        keepers = {
            book: ", ".join(str(entity) for number, entity in self._books if number == book)
            for book, _ in self._books
        }
        return [
            {
                "id": book,
                "name": "Primary Accounting Book" if book == 1 else "IFRS Book",
                "effectiveperiod": None if book == 1 else 3,
                "isprimary": book == 1,
                "isadjustmentonly": False,
                "isconsolidated": False,
                "subsidiariesstring": keepers[book],
                "lastmodifieddate": self._setup + timedelta(hours=book),
            }
            for book in keepers
        ]

    def _currencies(self) -> Rows:
        latest = {rate.currency: rate.rate for rate in self._company.rates if rate.base == 1}
        return [
            {
                "id": currency.number,
                "name": currency.name,
                "symbol": currency.code,
                "displaysymbol": currency.symbol,
                "symbolplacement": "1",
                "currencyprecision": 2 if currency.step == 1 else 0,
                "exchangerate": scaled(latest[currency.number], 6),
                "isbasecurrency": currency.number == 1,
                "isinactive": False,
                "lastmodifieddate": self._setup + timedelta(minutes=currency.number),
            }
            for currency in self._company.currencies
        ]

    def _rates(self) -> Rows:
        return [
            {
                "id": number,
                "basecurrency": rate.base,
                "transactioncurrency": rate.currency,
                "exchangerate": scaled(rate.rate, 6),
                "effectivedate": rate.effective,
                "lastmodifieddate": _evening(rate.effective, 0),
            }
            for number, rate in enumerate(self._company.rates, start=1)
        ]

    def _consolidated(self) -> Rows:
        company = self._company
        known = {(rate.base, rate.currency, rate.effective): rate.rate for rate in company.rates}
        historical = {pair: known[*pair, company.first] for pair in {key[:2] for key in known}}
        keepers = [(book, number) for book, number in self._books]
        currency = {entity.number: entity.currency for entity in company.legal_entities}
        rows: Rows = []
        months = [m for m in company.months if (1, 1, m.start) in known]
        for month in months:
            for book, source in keepers:
                for target in sorted({s for b, s in keepers if b == book and s != source}):
                    pair = (currency[target], currency[source])
                    rate = known[*pair, month.start]
                    rows.append(
                        {
                            "id": len(rows) + 1,
                            "accountingbook": book,
                            "postingperiod": month.number,
                            "periodstartdate": month.start,
                            "fromsubsidiary": source,
                            "tosubsidiary": target,
                            "fromcurrency": pair[1],
                            "tocurrency": pair[0],
                            "currentrate": scaled(rate, 6),
                            "averagerate": scaled((rate + historical[pair]) // 2, 6)
                            if rate != RATE_ONE
                            else 1,
                            "historicalrate": scaled(historical[pair], 6),
                            "isderived": False,
                            "isperiodclosed": month.closed,
                        }
                    )
        return rows


def _evening(day: date, later: int) -> datetime:
    evening = datetime(day.year, day.month, day.day, 18)  # noqa: DTZ001 - as stored
    return evening + timedelta(days=later)


def _account_types() -> Rows:
    return [
        {
            "id": name,
            "longname": title,
            "balancesheet": balance_sheet,
            "left": debit,
            "internalid": number,
            "seqnum": number,
            "defaultgeneralratetype": "CURRENT" if balance_sheet else "AVERAGE",
            "defaultcashflowratetype": "AVERAGE",
            "eliminationalgo": None,
            "usercanchangerevaloption": name in {"Bank", "AcctRec", "AcctPay"},
        }
        for number, (name, title, balance_sheet, debit, _) in enumerate(words.ACCOUNT_TYPES, 1)
    ]
