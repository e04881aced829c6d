"""What journals refer to: accounts, subaccounts, branches, ledgers, periods and currencies."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError, VendorError
from singer_erp.http.bodies import json_as, json_object

from target_acumatica.codes import Codes, code_of, spelled
from target_acumatica.payload import any_of, literal, value_at
from target_acumatica.values import InvalidValueError, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.acumatica.site import Site

Json = dict[str, Any]

_OPEN, _ACTUAL = "Open", "Actual"
STATISTICAL = "Statistical"
_records = json_as(list[Json])


@dataclass(frozen=True, slots=True)
class Code:
    """An account or a subaccount.

    Attributes:
        code: As the instance writes it.
        is_active: Whether it can be posted to.
        currency: The only currency that it takes; empty for all.
    """

    code: str
    is_active: bool
    currency: str = ""


@dataclass(frozen=True)
class Branch:
    """A branch.

    Attributes:
        code: Its id.
        company: Id of its company; empty if it is not known.
        is_active: Whether it and its company can be posted to.
    """

    code: str
    company: str
    is_active: bool


@dataclass(frozen=True)
class Ledger:
    """A ledger.

    Attributes:
        code: Its id.
        type: Such as `Actual`.
        currency: Its currency.
        branches: Ids of its active branches.
    """

    code: str
    type: str
    currency: str
    branches: frozenset[str]


@dataclass(frozen=True)
class Period:
    """A financial period of a company.

    Attributes:
        code: Its id, MMYYYY.
        start: Its first day.
        end: Its last day.
        is_open: Whether it can be posted to.
        status: Its status.
        is_adjustment: Whether it is for adjustments, with the days of another period.
    """

    code: str
    start: dt.date
    end: dt.date
    is_open: bool
    status: str
    is_adjustment: bool


class References:
    """Reads what journals refer to, once per run.

    Args:
        site: The tenant.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._codes: dict[str, Codes[Code]] = {"Account": Codes(), "Subaccount": Codes()}
        self._asked: dict[str, set[str]] = {"Account": set(), "Subaccount": set()}
        self._complete: set[str] = set()

    def load(self, entity: str, codes: Iterable[str]) -> None:
        """Read those of some accounts or subaccounts that are not known yet.

        A code that does not exist as it is written may differ in its separators from one that does:
        only all codes show which one is meant.

        Args:
            entity: `Account` or `Subaccount`.
            codes: As the input has them.
        """
        given = {spelled(code) for code in codes}
        wanted = sorted(given - self._asked[entity] - {""})
        self._asked[entity] |= given
        if entity in self._complete:
            return
        for condition in any_of(f"{entity}CD eq {literal(code)}" for code in wanted):
            self._read(entity, {"$filter": condition})
        if not all(self._codes[entity].has(code) for code in wanted):
            # In one response: pages have no order that is documented, and may skip some.
            self._read(entity, {})
            self._complete.add(entity)

    def _read(self, entity: str, parameters: dict[str, str]) -> None:
        name = f"{entity}CD"
        fields = f"{name},Active" + (",CurrencyID" if entity == "Account" else "")
        for row in self._list(entity, {"$select": fields} | parameters):
            code = str(value_at(row, name))
            currency = str(value_at(row, "CurrencyID") or "")
            entry = Code(code, bool(value_at(row, "Active")), currency)
            self._codes[entity].add(code, entry)

    def similar(self, entity: str, code: str) -> list[str]:
        """Return the codes of accounts or subaccounts that differ in separators only."""
        return self._codes[entity].similar(code)

    def account(self, code: str) -> Code | None:
        """Return an account that was loaded, if it exists."""
        return self._codes["Account"].find(code)

    def subaccount(self, code: str) -> Code | None:
        """Return a subaccount that was loaded, if it exists."""
        return self._codes["Subaccount"].find(code)

    def branch(self, code: str) -> Branch | None:
        """Return a branch."""
        return self._branches.find(code)

    def ledger(self, code: str) -> Ledger | None:
        """Return a ledger."""
        return self._ledgers.find(code)

    def actual_ledger(self, branch: Branch) -> Ledger | None:
        """Return the actual ledger of a branch."""
        for ledger in self._ledgers.all():
            if ledger.type == _ACTUAL and branch.code in ledger.branches:
                return ledger
        return None

    def precision(self, currency: str) -> int | None:
        """Return the decimals of an active currency; None for any other."""
        return self._currencies.get(currency.upper())

    def period(self, company: str, code: str) -> Period | None:
        """Return a period of a company by its id, MMYYYY or MM-YYYY."""
        return self._periods_of(company).get(code.replace("-", ""))

    def period_of(self, company: str, date: dt.date) -> Period | None:
        """Return the period of a company that a date is in."""
        periods = [p for p in self._periods_of(company).values() if not p.is_adjustment]
        before = [period for period in periods if period.start <= date]
        last = max(before, key=lambda period: period.start, default=None)
        is_followed = any(period.start > date for period in periods)
        # Periods have no gaps.
        return last if last and (is_followed or date <= last.end) else None

    @cached_property
    def _ledgers(self) -> Codes[Ledger]:
        parameters = {"$select": "LedgerID,Type,Currency,Branches", "$expand": "Branches"}
        found: Codes[Ledger] = Codes()
        for row in self._list("Ledger", parameters):
            branches = frozenset(
                str(value_at(line, "BranchID"))
                for line in row.get("Branches") or ()
                if value_at(line, "Active")
            )
            code, type_ = str(value_at(row, "LedgerID")), str(value_at(row, "Type"))
            currency = str(value_at(row, "Currency") or "")
            found.add(code, Ledger(code, type_, currency, branches))
        return found

    @cached_property
    def _branches(self) -> Codes[Branch]:
        """All branches; those of ledgers where the user may not see the companies."""
        found: Codes[Branch] = Codes()
        try:
            body = self._site.put(
                "CompaniesStructure", json_object, {"$expand": "Results"}, {}
            ).body
        except VendorError as error:
            if error.status not in {403, 404, 500}:
                raise
            codes = {code for ledger in self._ledgers.all() for code in ledger.branches}
            for code in codes:
                found.add(code, Branch(code, "", is_active=True))
            return found
        for row in body.get("Results") or ():
            if code := value_at(row, "BranchID"):
                active = value_at(row, "BranchStatus") and value_at(row, "CompanyStatus")
                company = str(value_at(row, "CompanyID") or "")
                found.add(str(code), Branch(str(code), company, bool(active)))
        return found

    @cached_property
    def _currencies(self) -> dict[str, int]:
        parameters = {"$select": "CurrencyID,DecimalPrecision,Active"}
        return {
            str(value_at(row, "CurrencyID")).upper(): int(value_at(row, "DecimalPrecision") or 0)
            for row in self._list("Currency", parameters)
            if value_at(row, "Active")
        }

    def _periods_of(self, company: str) -> dict[str, Period]:
        return self._periods.get(company.upper()) or self._periods.get("") or {}

    @cached_property
    def _periods(self) -> dict[str, dict[str, Period]]:
        """The periods of companies; under no name those of the master calendar."""
        found: dict[str, dict[str, Period]] = {}
        for entity, company in (("CompanyFinancialPeriod", "Company"), ("FinancialPeriod", "")):
            try:
                years = self._list(entity, {"$expand": "Details"})
            except VendorError as error:
                if entity == "FinancialPeriod" or error.status not in {403, 404, 500}:
                    raise
                continue
            for year in years:
                name = str(value_at(year, company) or "").upper() if company else ""
                for line in year.get("Details") or ():
                    period = _period(line)
                    found.setdefault(name, {})[period.code] = period
        return found

    def _list(self, entity: str, parameters: dict[str, str]) -> list[Json]:
        try:
            return self._site.get(entity, _records, parameters).body
        except VendorError as error:
            if error.status != 403 or entity != "Subaccount":  # noqa: PLR2004
                raise
            raise ConfigError(
                "Subaccounts cannot be read: the feature is off, or the user has no rights",
                "Remove Subaccount from the lines in `mappings`, or give the user's role access to "
                "the form Subaccounts (GL203000)",
                request_id=error.request_id,
            ) from None


def _period(line: Json) -> Period:
    status = str(value_at(line, "Status"))
    start = _date(value_at(line, "StartDate")) or dt.date.max
    return Period(
        str(value_at(line, "FinancialPeriodID")).replace("-", ""),
        start,
        _date(value_at(line, "EndDate")) or start,
        status == _OPEN,
        status,
        bool(value_at(line, "AdjustmentPeriod")),
    )


def _date(value: Any) -> dt.date | None:
    try:
        return date_of(value)
    except InvalidValueError:
        return None


def each(values: Iterable[Any]) -> Iterator[str]:
    """Yield the codes among values; those that are none are rejected with their record."""
    for value in values:
        with suppress(InvalidValueError):
            if code := code_of(value):
                yield code
