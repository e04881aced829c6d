"""Streams of reports: read whole each run, month by month, in smaller ranges where one is cut."""

from __future__ import annotations

import calendar
import datetime as dt
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_erp.errors import VendorError
from singer_erp.plugin.stream import Page, TypedStream
from singer_erp.sync.bookmarks import parse_instant

from tap_quickbooks.columns import Layout, schema
from tap_quickbooks.reports import UnknownShapeError, columns, is_cut, key, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from singer_sdk import Tap

    from tap_quickbooks.reports import Report
    from tap_quickbooks.session import Answer, Session

Range = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)


class ReportStream(TypedStream):
    """A report of every company, from a day on.

    Anything may be booked into the past, so all of it is read again, under a new version.

    Args:
        tap: The tap.
        report: Which one.
        sessions: One for each company; called when something is read.
        now: The machine's clock, UTC.
    """

    # Each is calls that Intuit meters: whoever wants them selects them.
    selected_by_default = False

    def __init__(
        self,
        tap: Tap,
        report: Report,
        sessions: Callable[[], Sequence[Session]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._columns = columns(report)
        super().__init__(tap, schema=schema(self._columns, key(report)), name=report.stream)
        self._report = report
        self._sessions = sessions
        self._now = now
        self.primary_keys = key(report)
        self.replication_key = None

    @cached_property
    def layout(self) -> Layout:
        """The columns this run writes."""
        names = self.effective_schema["properties"]
        return Layout(self.name, self._columns, {n for n in names if self.mask["properties", n]})

    def read_pages(self) -> Iterator[Page]:
        """Every company's report of every month."""
        version = int(time.time() * 1000)
        for session in self._sessions():
            for month in self._months():
                for (start, end), answer in self._read(session, month):
                    yield self._page(session.realm_id, start, end, answer, version)
        self.activate(version)

    def _months(self) -> Iterator[Range]:
        today = self._now().date()
        if self._report.today:
            yield today, today
            return
        start = first_day(self.config.get("report_start_date"), today)
        while start <= today:
            last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
            yield start, min(last, today)
            start = last + _DAY

    def _read(self, session: Session, period: Range) -> Iterator[tuple[Range, Answer]]:
        """The report of a period, halved until nothing is cut.

        Raises:
            VendorError: A single day is cut, or a report that cannot be halved.
        """
        start, end = period
        answer = session.get(f"/reports/{self._report.name}", **self._asked(start, end))
        if not is_cut(answer.body):
            yield period, answer
            return
        if self._report.as_of or self._report.today or start == end:
            raise VendorError(
                f"QuickBooks cut the report {self._report.name} of {start} to {end}",
                "It has more cells than QuickBooks shows at once: deselect the stream",
                request_id=answer.request_id,
            )
        half = start + (end - start) // 2
        self.logger.info("%s of %s to %s was cut: reading halves", self._report.name, start, end)
        yield from self._read(session, (start, half))
        yield from self._read(session, (half + _DAY, end))

    def _asked(self, start: dt.date, end: dt.date) -> dict[str, str]:
        asked = dict(self._report.parameters)
        if self.config.get("report_basis"):
            asked["accounting_method"] = self.config["report_basis"]
        if self._report.today:
            return asked | {"report_date": end.isoformat()}
        return asked | {"start_date": start.isoformat(), "end_date": end.isoformat()}

    def _page(
        self, realm_id: str, start: dt.date, end: dt.date, answer: Answer, version: int
    ) -> Page:
        period = {"_realm_id": realm_id, "_start": start.isoformat(), "_end": end.isoformat()}
        try:
            found: list[Any] = [row | period for row in rows(self._report, answer.body)]
        except UnknownShapeError as error:
            raise VendorError(
                f"The tap does not know this shape of a report: {error}",
                "Report this, and deselect the stream meanwhile",
                request_id=answer.request_id,
            ) from None
        return Page(
            records=self.layout.rows(found),
            record_type=self.layout.record_type,
            extracted_at=answer.extracted_at,
            version=version,
            done=lambda: None,
            request_id=answer.request_id,
        )


def first_day(setting: str | None, today: dt.date) -> dt.date:
    """First day of the first month: as set, or January of the year before."""
    start = (
        parse_instant(setting).date() if setting else today.replace(year=today.year - 1, month=1)
    )
    return start.replace(day=1)
