"""Reads reports month by month, in smaller ranges where one is truncated."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pendulum
from singer_erp.errors import VendorError
from singer_erp.sync.page import Page
from singer_erp.timestamps import parse_timestamp

from tap_quickbooks.reports import UnknownShapeError, is_truncated, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from singer_erp.messages.projection import Projection
    from singer_erp.sync.state import Pending

    from tap_quickbooks.company import Company
    from tap_quickbooks.results import Result
    from tap_quickbooks.streams import Report

log = logging.getLogger(__name__)

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ReportOptions:
    """How a run reads reports.

    Attributes:
        start: First month; None for January of last year.
        basis: `Accrual` or `Cash`; None for what the company's reports use.
    """

    start: dt.date | None
    basis: str | None

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> ReportOptions:
        """Return the options that the settings describe."""
        start = config.get("report_start_date")
        return cls(parse_timestamp(start).date() if start else None, config.get("report_basis"))


class ReportReader:
    """Reads one report of every company, from a month on.

    Anything may be booked into the past, so all of it is read in each run.

    Args:
        report: Which one.
        projection: The selected columns.
        companies: The companies.
        options: How to read.
        now: The local clock, UTC.
    """

    def __init__(
        self,
        report: Report,
        projection: Projection,
        companies: Sequence[Company],
        options: ReportOptions,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._report = report
        self._projection = projection
        self._companies = companies
        self._options = options
        self._now = now

    def read(self, _: Pending) -> Iterator[Page]:
        """Yield the report of every company and month."""
        for company in self._companies:
            for start, end in self._months():
                yield from self._period(company, start, end)

    def _months(self) -> Iterator[tuple[dt.date, dt.date]]:
        today = self._now().date()
        if self._report.today:
            yield today, today
            return
        start = self._options.start or today.replace(year=today.year - 1, month=1)
        month = pendulum.date(start.year, start.month, 1)
        while month <= today:
            yield month, min(month.end_of("month"), today)
            month = month.add(months=1)

    def _period(self, company: Company, start: dt.date, end: dt.date) -> Iterator[Page]:
        """Yield the report of a period, halved until nothing is truncated.

        Raises:
            VendorError: A single day is truncated, or a report that cannot be halved.
        """
        name = self._report.name
        result = company.report(name, self._parameters(start, end))
        if not is_truncated(result.body):
            yield self._page(company.realm_id, start, end, result)
            return
        if self._report.as_of or self._report.today or start == end:
            raise VendorError(
                f"QuickBooks truncated the report {name} of {start} to {end}",
                "It has more cells than QuickBooks returns at once: deselect the stream",
                request_id=result.request_id,
            )
        half = start + (end - start) // 2
        log.info("%s of %s to %s was truncated: reading halves", name, start, end)
        yield from self._period(company, start, half)
        yield from self._period(company, half + _DAY, end)

    def _parameters(self, start: dt.date, end: dt.date) -> dict[str, str]:
        parameters = dict(self._report.parameters)
        if self._options.basis:
            parameters["accounting_method"] = self._options.basis
        if self._report.today:
            return parameters | {"report_date": end.isoformat()}
        return parameters | {"start_date": start.isoformat(), "end_date": end.isoformat()}

    def _page(self, realm_id: str, start: dt.date, end: dt.date, result: Result) -> Page:
        period = {"_realm_id": realm_id, "_start": start.isoformat(), "_end": end.isoformat()}
        try:
            found = [row | period for row in rows(self._report, result.body)]
        except UnknownShapeError as error:
            raise VendorError(
                f"The shape of a report is not known: {error}",
                "Report this, and deselect the stream until it is fixed",
                request_id=result.request_id,
            ) from None
        return Page(
            [(self._projection.record_type, self._projection.rows(found))],
            result.extracted_at,
            result.request_id,
        )
