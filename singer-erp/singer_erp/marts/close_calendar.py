"""How often a flow runs: what the close calendar that it has loaded asks for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from singer_erp.marts.warehouse import Marts

_CLOSED = frozenset({"closed", "locked"})


@dataclass(frozen=True)
class Period:
    """A posting period of a ledger, or of all ledgers of a calendar.

    Attributes:
        name: Its name.
        ledger: Name of the ledger; None for all.
        first_day: Its first day.
        last_day: Its last day.
        statuses: The different statuses of its subledgers.
    """

    name: str
    ledger: str | None
    first_day: dt.date
    last_day: dt.date
    statuses: frozenset[str]

    def is_open(self, today: dt.date) -> bool:
        """Return whether documents of today are posted to it."""
        return self.first_day <= today <= self.last_day and "open" in self.statuses

    def is_closing(self, today: dt.date, days: int) -> bool:
        """Return whether it has ended and is still open, or is closed in part.

        Args:
            today: The day in question.
            days: For how many days after its last one; what is open for longer was forgotten.
        """
        if not self.first_day <= today or (today - self.last_day).days > days:
            return False
        ended = today > self.last_day
        return "open" in self.statuses and (ended or bool(self.statuses & _CLOSED))

    def __str__(self) -> str:
        return f"{self.name} of {self.ledger}" if self.ledger else self.name


@dataclass(frozen=True)
class Intervals:
    """Minutes between two runs.

    Attributes:
        closing_minutes: While a period is closing.
        open_minutes: While the current period is open, or as long as no calendar is known.
        otherwise_minutes: At other times.
        closing_days: For how many days after its end an open period counts as closing.
    """

    closing_minutes: int = 5
    open_minutes: int = 15
    otherwise_minutes: int = 1440
    closing_days: int = 15

    def of(self, periods: Iterable[Period] | None, today: dt.date) -> tuple[int, str]:
        """Return the minutes that apply today, and why.

        Args:
            periods: The close calendar; None if it has not been loaded.
            today: The day in question.
        """
        if periods is None:
            return self.open_minutes, "no close calendar has been loaded"
        known = sorted(periods, key=lambda period: (period.last_day, str(period)))
        for period in known:
            if period.is_closing(today, self.closing_days):
                return self.closing_minutes, f"{period} is closing"
        for period in known:
            if period.is_open(today):
                return self.open_minutes, f"{period} is open"
        return self.otherwise_minutes, "no period is open"


def is_due(now: dt.datetime, last: dt.datetime | None, minutes: int) -> bool:
    """Return whether an interval has started since the start of the last run.

    Intervals are counted from midnight UTC, so that a scheduler's delay of seconds skips none. A
    last run in the future is one of a wrong clock: waiting for it could take years.
    """
    seconds = 60 * minutes
    if last is None or last > now:
        return True
    return now.timestamp() // seconds > last.timestamp() // seconds


def read_periods(
    marts: Marts,
    source: str,
    account: str | None,
    ledgers: Sequence[str],
    *,
    has_run: bool = False,
) -> list[Period] | None:
    """Return the close calendar of a source, or None if the warehouse has none.

    Args:
        marts: The marts.
        source: Name of the ERP, as in `source_system`.
        account: The ERP's account; None for all.
        ledgers: Names of ledgers; all if there is none.
        has_run: Whether a run has succeeded. Before that one, a warehouse that several ERPs share
            has the calendars of the others only.

    Raises:
        ConfigError: The calendar has no ledger of a name; or a run has succeeded, and it has other
            sources or accounts only.
    """
    status = marts.table(
        "dim_period_status", "period_key", "ledger_key", "source_system", "period_status"
    )
    period = marts.table(
        "dim_period",
        *("period_key", "period_name", "start_date", "end_date", "source_account", "is_inferred"),
    )
    ledger = marts.table("dim_ledger", "ledger_key", "ledger_name")
    columns = (
        *(period.c.period_key, period.c.period_name, ledger.c.ledger_name),
        *(period.c.start_date, period.c.end_date, status.c.period_status),
    )
    query = (
        sa.select(*columns)
        .select_from(status)
        .join(period, period.c.period_key == status.c.period_key)
        .outerjoin(ledger, ledger.c.ledger_key == status.c.ledger_key)
        .where(status.c.source_system == source, ~period.c.is_inferred)
        # Without its days nobody can say when a period is closing.
        .where(period.c.start_date.is_not(None), period.c.end_date.is_not(None))
        .distinct()
    )
    if account is not None:
        query = query.where(period.c.source_account == account)
    tables = [table.name for table in (status, period, ledger)]
    if rows := marts.read(query, tables):
        return _periods(rows, ledgers)
    if has_run:
        loaded = (
            sa.select(status.c.source_system, period.c.source_account)
            .select_from(status)
            .join(period, period.c.period_key == status.c.period_key)
            .where(~period.c.is_inferred)
            .distinct()
        )
        _check_known(marts.read(loaded, tables) or [], source, account)
    return None


def _check_known(loaded: Sequence[dict[str, Any]], source: str, account: str | None) -> None:
    """Raise ConfigError where the calendar has rows, but none of a source or its account."""
    sources = {row["source_system"] for row in loaded}
    accounts = {row["source_account"] for row in loaded if row["source_system"] == source}
    for option, name, known in (("source", source, sources), ("account", account, accounts)):
        if name is not None and known and name not in known:
            raise ConfigError(
                f"The close calendar has no {option} named {name!r}",
                f"Set --{option} to one of {', '.join(sorted(map(str, known)))}, "
                "or load the periods of this one",
            )


def _periods(rows: Iterable[dict[str, Any]], ledgers: Sequence[str]) -> list[Period]:
    def key(row: dict[str, Any]) -> tuple[str, str]:
        return row["period_key"], row["ledger_name"] or ""

    rows = list(rows)
    known = {row["ledger_name"] for row in rows if row["ledger_name"]}
    if unknown := sorted(set(ledgers) - known):
        raise ConfigError(
            f"The close calendar has no ledger named {unknown[0]!r}",
            f"Use one of {', '.join(sorted(known))}" if known else "Remove --ledger: it has none",
        )
    found = []
    for _, group in groupby(sorted(rows, key=key), key):
        row, *others = group
        if not ledgers or row["ledger_name"] in ledgers:
            statuses = frozenset(other["period_status"] for other in (row, *others))
            found.append(
                Period(
                    row["period_name"],
                    row["ledger_name"],
                    row["start_date"],
                    row["end_date"],
                    statuses,
                )
            )
    return found
