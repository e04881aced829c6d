"""Reads ledger balances: computed by the pod for a ledger, a period and a pattern of accounts."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from singer_erp.errors import StreamError, VendorError
from singer_erp.http.bodies import json_object
from singer_erp.sync.page import Page
from singer_erp.timestamps import utc_now

from tap_oracle_fusion.collection import Collection
from tap_oracle_fusion.errors import of_stream, unknown_shape
from tap_oracle_fusion.page_size import PageSize
from tap_oracle_fusion.query import ResourceQuery, compare
from tap_oracle_fusion.schema import (
    POD,
    READ_AT,
    FieldColumn,
    StreamDescription,
    schema_of,
    snake_case,
    with_facts,
)
from tap_oracle_fusion.tables import link_of, nested

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from singer_erp.messages.projection import Projection
    from singer_erp.sync.known_keys import Key

    from tap_oracle_fusion.pod import Pod

Json = dict[str, Any]
log = logging.getLogger(__name__)

BALANCES = "gl_balances"
BALANCE_KEYS = (POD, "ledger_id", "accounting_period", "currency", "detail_account_combination")
_RESOURCE = "ledgerBalances"
_GENERAL_LEDGER = 101
_LEDGER = "L"
_OPEN, _CLOSED = {"O", "W"}, {"C", "P"}
_ORDER = ("DetailAccountCombination",)
_PERIODS_SHOWN = 5
# All of them are texts, amounts too.
_TEXTS = (
    *("AccountGroupName", "AccountName", "LedgerSetName", "LedgerName", "PeriodName", "Scenario"),
    *("CurrentAccountingPeriod", "AccountCombination", "AmountType", "CurrencyType"),
    "ErrorDetail",
)
_AMOUNTS = (
    *("BeginningBalance", "PeriodActivity", "EndingBalance", "ActualBalance", "BudgetBalance"),
    "CurrentPeriodBalance",
)


def described_balances() -> StreamDescription:
    """Return the stream of balances, whose columns the pod describes as texts."""
    columns = [
        FieldColumn(POD, "string"),
        FieldColumn("ledger_id", "integer", "parent.LedgerId"),
        FieldColumn("accounting_period", "string", "parent.AccountingPeriod"),
        FieldColumn("currency", "string", "Currency"),
        FieldColumn("detail_account_combination", "string", "DetailAccountCombination"),
        *(FieldColumn(snake_case(name), "string", name) for name in _TEXTS),
        *(FieldColumn(snake_case(name), "number", name) for name in _AMOUNTS),
        FieldColumn(READ_AT, "timestamp"),
    ]
    return StreamDescription(BALANCES, schema_of(columns, BALANCE_KEYS), BALANCE_KEYS)


class BalanceReader:
    """Reads the balances of each ledger and period.

    Args:
        pod: The pod.
        projection: The selected columns.
        page_size: Records of a request.
        ledgers: Names of the ledgers; empty for all.
        closed_periods: Closed periods that are read again.
        start: Periods that ended before are never read; None for all.

    Attributes:
        closed: Ledger and name of the closed periods that were read since they were closed.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        pod: Pod,
        projection: Projection,
        *,
        page_size: int,
        ledgers: Sequence[str],
        closed_periods: int,
        start: dt.datetime | None,
    ) -> None:
        self._pod = pod
        self._projection = projection
        self._size = PageSize(page_size, pod.sleep)
        self._names = ledgers
        self._closed_periods = closed_periods
        self._start = start.date().isoformat() if start else ""
        self.closed: set[Key] = set()

    def read(self, known: set[Key]) -> Iterator[Page]:
        """Yield a page for each ledger and period.

        Args:
            known: What `closed` was after the last run; of these only recent ones are read again.

        Raises:
            StreamError: The pod refuses the balances, or what they depend on; or some of those of
                closed periods, and all others were read.
        """
        failed: dict[str, list[str]] = {}
        statuses = self._all(
            "accountingPeriodStatusLOV", ("LedgerId", "ApplicationId", "PeriodNameId")
        )
        for ledger in self._ledgers():
            pattern = self._pattern(ledger["Name"])
            if not pattern:
                log.info("Ledger %s has no journals yet, and no balances", ledger["Name"])
                continue
            for status in self._periods(statuses, ledger["LedgerId"], known):
                period = _name_of(status)
                page, errors = self._page(ledger, period, pattern)
                # Open periods are read again by the next run.
                if errors and status["ClosingStatus"] not in _OPEN:
                    failed.setdefault(ledger["Name"], []).append(period)
                yield page
        if failed:
            # Closed periods are read once: the bookmark must not pass one that failed.
            raise _incomplete(failed)

    def _ledgers(self) -> list[Json]:
        """Return the ledgers to read.

        Raises:
            StreamError: One of the setting is not there.
        """
        every = self._all("ledgersLOV", ("LedgerId",))
        found = [one for one in every if one.get("LedgerTypeCode") in {_LEDGER, None}]
        known = {one["Name"] for one in found}
        if missing := [name for name in self._names if name not in known]:
            raise of_stream(
                VendorError(
                    f"The user sees no ledger {', '.join(missing)} of the setting `ledgers`",
                    f"Correct the setting, or give the user data access: {', '.join(sorted(known))}"
                    " can be read",
                    status=404,
                )
            )
        return [one for one in found if not self._names or one["Name"] in self._names]

    def _periods(self, statuses: list[Json], ledger: Any, known: set[Key]) -> list[Json]:
        """Return the statuses of the periods to read of a ledger, in their order."""
        own = [
            one
            for one in statuses
            if str(one["LedgerId"]) == str(ledger)
            and str(one["ApplicationId"]) == str(_GENERAL_LEDGER)
            and one["ClosingStatus"] in _OPEN | _CLOSED
            and str(one["EndDate"]) >= self._start
        ]
        own.sort(key=lambda one: (str(one["StartDate"]), str(one["EndDate"])))
        closed = [one for one in own if one["ClosingStatus"] in _CLOSED]
        self.closed |= {_key_of(one) for one in closed}
        recent = closed[-self._closed_periods :] if self._closed_periods else []
        past = [one for one in closed if _key_of(one) in known and one not in recent]
        return [one for one in own if one not in past]

    def _pattern(self, ledger: str) -> str:
        """Return the pattern of all accounts of a ledger, in the form of one that it uses.

        Number and delimiter of the segments follow the chart, which no resource shows.
        """
        batches = self._first(
            "journalBatches",
            compare("journalHeaders.LedgerName", "=", ledger),
            "JeBatchId;journalHeaders:LedgerName;journalHeaders.journalLines:AccountCombination",
            order="JeBatchId:asc",
        )
        for batch in batches:
            headers, is_truncated = nested(batch.get("journalHeaders"))
            if is_truncated and not any(_is_of(one, ledger) for one in headers):
                headers = self._first(
                    f"{link_of(batch)}/child/journalHeaders",
                    compare("LedgerName", "=", ledger),
                    "LedgerName;journalLines:AccountCombination",
                )
            lines = [
                line
                for header in headers
                if _is_of(header, ledger)
                for line in nested(header.get("journalLines"))[0]
            ]
            if lines:
                return re.sub(r"\w+", "%", lines[0]["AccountCombination"])
            if is_truncated:
                raise unknown_shape("a batch without the journals that it was found by")
        return ""

    def _first(self, path: str, condition: str, fields: str, order: str = "") -> list[Json]:
        """Return the first record that meets a condition, with the link to itself."""
        params = {"q": condition, "fields": fields, "limit": "1", "links": "self"}
        if order:
            params["orderBy"] = order
        try:
            return self._pod.get(path, json_object, params).body.get("items") or []
        except VendorError as error:
            raise of_stream(error) from None

    def _page(self, ledger: Json, period: str, pattern: str) -> tuple[Page, set[str]]:
        """Return the balances of a period, and what the pod says is wrong with them."""
        variables = {
            "accountCombination": pattern,
            "accountingPeriod": period,
            "currency": ledger["CurrencyCode"],
            "ledgerName": ledger["Name"],
            "mode": "Detail",
        }
        finder = ",".join(f"{name}={value}" for name, value in variables.items())
        parameters = {"finder": f"AccountBalanceFinder;{finder}"}
        collection = Collection(self._pod, _RESOURCE, ResourceQuery(), self._size, parameters)
        found = collection.everything(_ORDER, message="ErrorDetail")
        read_at, above = utc_now().isoformat(), {"LedgerId": ledger["LedgerId"]}
        above["AccountingPeriod"] = period
        try:
            errors = {str(row.get("ErrorDetail") or "") for row in found.items} - {""}
            # A row with an error is a message, not a balance.
            items = [row for row in found.items if row.get("ErrorDetail") in {None, ""}]
            rows = [with_facts(row, self._pod.name, above, read_at) for row in items]
        except (LookupError, TypeError):
            raise unknown_shape("balances") from None
        for error in sorted(errors):
            log.warning("Balances of %s in %s are incomplete: %s", ledger["Name"], period, error)
        rows_of = [(self._projection.record_type, self._projection.rows(rows))]
        return Page(rows_of, found.extracted_at, found.request_id), errors

    def _all(self, resource: str, order: tuple[str, ...]) -> list[Json]:
        return Collection(self._pod, resource, ResourceQuery(), self._size).everything(order).items


def _is_of(header: Json, ledger: str) -> bool:
    return bool(header.get("LedgerName") == ledger)


def _name_of(status: Json) -> str:
    """Return the plain name of a period (`Jan-26`), as journals and the balances cube have it.

    It is the `accounting_period` of the rows. Some pods compose the id with calendar, application
    and ledger: `CAL_Jan-26_101_300000000774004`.
    """
    name = str(status.get("PeriodName") or status["PeriodNameId"])
    plain = name.removesuffix(f"_{status['ApplicationId']}_{status['LedgerId']}")
    return name if plain == name else plain.rpartition("_")[2]


def _key_of(status: Json) -> Key:
    return str(status["LedgerId"]), _name_of(status)


def _incomplete(failed: Mapping[str, Sequence[str]]) -> StreamError:
    """Return the error for balances that the pod could not compute, by ledger."""
    named = "; ".join(
        f"{ledger} in {', '.join(periods[:_PERIODS_SHOWN])}"
        + (f" and {len(periods) - _PERIODS_SHOWN} more" if periods[_PERIODS_SHOWN:] else "")
        for ledger, periods in failed.items()
    )
    return StreamError(
        f"Fusion could not compute all balances of {named}. All others were read",
        "See the log for what it says of each, and the balances cube of the ledger; the next run "
        "reads them again",
    )
