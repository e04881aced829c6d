"""Reads inquiries: rows that the instance computes, once or for each ledger and period."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError
from singer_erp.http.bodies import json_as, json_object
from singer_erp.sync.page import Page
from singer_erp.timestamps import utc_now

from tap_acumatica.errors import of_stream, unknown_shape
from tap_acumatica.schema import have_keys, records_with

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from singer_erp.acumatica.site import Site
    from singer_erp.messages.projection import Projection
    from singer_erp.sync.state import Pending

    from tap_acumatica.streams import Inquiry

Json = dict[str, Any]
_records = json_as(list[Json])


class InquiryReader:
    """Reads one inquiry.

    Args:
        site: The tenant.
        inquiry: What to read.
        projection: The selected columns.
        start: First day of the periods to read; None for January of last year.
    """

    def __init__(
        self, site: Site, inquiry: Inquiry, projection: Projection, start: dt.datetime | None
    ) -> None:
        self._site = site
        self._inquiry = inquiry
        self._projection = projection
        self._start = start

    def read(self, _: Pending) -> Iterator[Page]:
        """Yield a page for each ledger and period, or one.

        Raises:
            StreamError: The instance refuses the inquiry.
        """
        try:
            if not self._inquiry.by_period:
                yield self._page({})
                return
            periods = self._periods()
            for ledger in self._ledgers():
                for period in periods:
                    yield self._page(
                        {"Ledger": ledger, **dict.fromkeys(self._inquiry.by_period, period)},
                        for_ledger=ledger,
                        for_period=period,
                    )
        except ErpError as error:
            raise of_stream(error) from None
        except (AttributeError, LookupError, TypeError):
            raise unknown_shape(f"{self._inquiry.name}, or its ledgers and periods,") from None

    def _page(self, parameters: Json, **columns: str) -> Page:
        inquiry = self._inquiry
        body = {name: {"value": value} for name, value in parameters.items()}
        response = self._site.put(inquiry.name, json_object, {"$expand": inquiry.results}, body)
        rows = response.body.get(inquiry.results)
        if not isinstance(rows, list):
            raise unknown_shape(f"{inquiry.name} without {inquiry.results}")
        for number, row in enumerate(rows, 1):
            row |= {f"_{name}": value for name, value in columns.items()}
            row["rowNumber"] = number
        found = self._projection.rows(records_with(self._site.tenant, rows))
        type_ = self._projection.record_type
        if not have_keys(found, type_, inquiry.keys):
            raise unknown_shape(f"a row of {inquiry.name} without its key")
        return Page([(type_, found)], response.extracted_at, response.request_id)

    def _periods(self) -> list[str]:
        """Return the financial periods that end at the start or later, as `MMYYYY`."""
        first = self._start or utc_now().replace(year=utc_now().year - 1, month=1, day=1)
        years = self._site.get("FinancialPeriod", _records, {"$expand": "Details"}).body
        found = [
            (
                _date_of(period, "StartDate"),
                _date_of(period, "EndDate"),
                period["FinancialPeriodID"],
            )
            for year in years
            for period in year.get("Details") or ()
        ]
        return [
            re.sub(r"\D", "", id_["value"])
            for _, end, id_ in sorted(found, key=itemgetter(0, 1))
            if end >= first.date().isoformat()
        ]

    def _ledgers(self) -> list[str]:
        parameters = {"$select": "LedgerID,Type"}
        ledgers = self._site.get("Ledger", _records, parameters).body
        return sorted(ledger["LedgerID"]["value"] for ledger in ledgers)


def _date_of(period: Json, name: str) -> str:
    value: str = period[name]["value"]
    return value[:10]
