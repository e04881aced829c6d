"""The reference data of the pod: ledgers, periods, charts, value sets, currencies and rates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from erp_sandbox.company.model import AccountKind
from erp_sandbox.oracle_fusion.amounts import period_name, rate
from erp_sandbox.oracle_fusion.combinations import TYPES
from erp_sandbox.oracle_fusion.keys import hashed
from erp_sandbox.oracle_fusion.organization import CHARTS, CORPORATE, LEDGER_SET, LEDGER_SET_ID
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.oracle_fusion.organization import Ledger
    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod

APPLICATIONS = {"GL": 101, "AP": 200, "AR": 222}
"""Ids of the applications whose periods open and close; AP and AR are (unconfirmed)."""

_OPEN_AHEAD = timedelta(days=62)
_ADJUSTMENT = 13


def fill(pod: Pod) -> None:
    """Load the reference data, without account combinations."""
    pod.load(_ledgers(pod))
    pod.load(_charts())
    pod.load(_units(pod))
    pod.load(_currencies(pod))
    pod.load(_rates(pod))
    pod.load(_periods(pod))
    pod.load(_statuses(pod))


def plain(resource: str, values: Values, *, ledger: str | None = None) -> Row:
    """Return a row of a resource that has no time of change."""
    spec = RESOURCES[resource]
    parts = [values[name] for name in spec.keys]
    key = hashed(*(_part(part) for part in parts)) if spec.opaque else f"{parts[0]}"
    return Row.of(spec, key, values, ledger=ledger)


def _part(value: object) -> int | str:
    return value if isinstance(value, int) else f"{value}"


def _ledgers(pod: Pod) -> Iterator[Row]:
    for ledger in pod.organization.ledgers.values():
        values = _ledger(ledger.id, ledger.name, "L", ledger)
        yield plain("ledgersLOV", values, ledger=ledger.name)
    first = next(iter(pod.organization.ledgers.values()))
    values = _ledger(LEDGER_SET_ID, LEDGER_SET, "S", first)
    del values["CurrencyCode"], values["LedgerCategoryCode"]
    yield plain("ledgersLOV", values)


def _ledger(number: int, name: str, kind: str, ledger: Ledger) -> Values:
    return {
        "LedgerId": number,
        "Name": name,
        "Description": f"{name} ledger",
        "CurrencyCode": ledger.currency,
        "ChartOfAccountsId": ledger.chart.number,
        "AccountedPeriodType": "Month",
        "PeriodSetName": ledger.period_set,
        "LedgerCategoryCode": "PRIMARY",
        "LedgerTypeCode": kind,
        "EnableBudgetaryControlFlag": False,
    }


def ledger_set(pod: Pod) -> list[str]:
    """Return the names of the ledgers of the ledger set: those of one chart and calendar."""
    ledgers = pod.organization.ledgers.values()
    return [ledger.name for ledger in ledgers if ledger.chart is CORPORATE]


def _charts() -> Iterator[Row]:
    for chart in CHARTS.values():
        yield plain(
            "chartOfAccountsLOV",
            {
                "StructureInstanceNumber": chart.number,
                "StructureInstanceId": chart.instance,
                "StructureInstanceCode": chart.code,
                "Name": chart.name,
                "Description": f"{chart.name} chart of accounts",
                "EnabledFlag": "Y",
            },
        )


def _units(pod: Pod) -> Iterator[Row]:
    for unit in pod.organization.units.values():
        yield plain(
            "finBusinessUnitsLOV",
            {
                "BusinessUnitId": unit.id,
                "BusinessUnitName": unit.name,
                "ShortCode": unit.code,
                "LegalEntityId": unit.legal_entity_id,
                "PrimaryLedgerId": unit.ledger.id,
                "EnabledFlag": "Y",
            },
            ledger=unit.ledger.name,
        )


def _currencies(pod: Pod) -> Iterator[Row]:
    for currency in pod.company.currencies:
        yield plain(
            "currenciesLOV",
            {
                "CurrencyCode": currency.code,
                "Name": currency.name,
                "Description": currency.name,
                "EnabledFlag": "Y",
                "Precision": 2 if currency.step == 1 else 0,
            },
        )


def _rates(pod: Pod) -> Iterator[Row]:
    codes = pod.organization.currencies
    for found in pod.company.rates:
        if found.base != found.currency:
            yield plain(
                "currencyRates",
                {
                    "FromCurrency": codes[found.currency],
                    "ToCurrency": codes[found.base],
                    "UserConversionType": "Corporate",
                    "ConversionType": "Corporate",
                    "ConversionDate": found.effective,
                    "ConversionRate": rate(found.rate),
                },
            )


def periods_of(pod: Pod, ledger: Ledger) -> Iterator[Values]:
    """Yield the periods of a ledger's calendar: months, and one for adjustments in each year."""
    first = ledger.calendar.first_month
    for month in pod.company.months:
        number = (month.start.month - first) % 12 + 1
        year = month.end.year if first == 1 or month.start.month < first else month.end.year + 1
        period: Values = {
            "PeriodNameId": period_name(month.start),
            "PeriodYear": year,
            "PeriodNumber": number,
            "StartDate": month.start,
            "EndDate": month.end,
            "AdjustmentPeriodFlag": False,
        }
        yield period
        if number == _ADJUSTMENT - 1:
            yield {
                **period,
                "PeriodNameId": f"Adj-{year % 100:02}",
                "PeriodNumber": _ADJUSTMENT,
                "StartDate": month.end,
                "AdjustmentPeriodFlag": True,
            }


def _periods(pod: Pod) -> Iterator[Row]:
    calendars = {ledger.period_set: ledger for ledger in pod.organization.ledgers.values()}
    for name, ledger in calendars.items():
        for period in periods_of(pod, ledger):
            values = {
                **period,
                "PeriodSetNameId": name,
                "PeriodType": "Month",
                "EnteredPeriodName": period["PeriodNameId"].partition("-")[0],
            }
            yield plain("accountingPeriodsLOV", values)


def _statuses(pod: Pod) -> Iterator[Row]:
    today = pod.clock.now().date()
    closed = {month.end for month in pod.company.months if month.closed}
    for ledger in pod.organization.ledgers.values():
        years = sorted({period["PeriodYear"] for period in periods_of(pod, ledger)})
        for application in APPLICATIONS.values():
            for period in periods_of(pod, ledger):
                status = _status(period, closed, today, years[0])
                number = period["PeriodYear"] * 10_000 + period["PeriodNumber"]
                values = {
                    **period,
                    "ApplicationId": application,
                    "LedgerId": ledger.id,
                    "ClosingStatus": status,
                    "EffectivePeriodNumber": number,
                }
                yield plain("accountingPeriodStatusLOV", values, ledger=ledger.name)


def _status(period: Values, closed: set[date], today: date, first_year: int) -> str:
    """Return the status: permanently closed, closed, open, future entry or never opened."""
    if period["EndDate"] in closed:
        return "P" if period["PeriodYear"] == first_year else "C"
    if period["StartDate"] <= today:
        return "O"
    return "F" if period["StartDate"] <= today + _OPEN_AHEAD else "N"


def combinations(pod: Pod) -> Iterator[Row]:
    """Yield the account combinations that have no row."""
    known = pod.combinations
    listed = pod.count("accountCombinationsLOV")
    for (number, values), identity in list(islice(known.ids.items(), listed, None)):
        chart = CHARTS[number]
        kind = known.kind(chart, values)
        yield plain(
            "accountCombinationsLOV",
            filled(
                _CODE_COMBINATION_ID=identity,
                _CHART_OF_ACCOUNTS_ID=number,
                AccountType=TYPES[kind],
                EnabledFlag="N" if kind is AccountKind.STATISTICAL else "Y",
                SummaryFlag="N",
                DetailPostingAllowedFlag="Y",
                DetailBudgetingAllowedFlag="Y",
                FinancialCategory=kind.upper(),
                JgzzReconFlag="N",
                StartDateActive=date(2000, 1, 1),
                **{s.name: value for s, value in zip(chart.segments, values, strict=True)},
            ),
        )
