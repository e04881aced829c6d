"""Which transactions changed: any part of a group may be the only one whose timestamp moved."""

from __future__ import annotations

import logging
from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from singer_erp.errors import VendorError
from singer_erp.sync.progress import no_progress

from tap_netsuite.errors import missing_column, missing_table
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    import datetime as dt

    from tap_netsuite.suiteql import SuiteQL

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trace:
    """Where a change of a transaction shows.

    Attributes:
        table: The table.
        column: Its column that names the transaction.
        timestamp: Its column with the time of the last change.
        reads_untimed: Whether rows without a timestamp count as changed.
    """

    table: str
    column: str
    timestamp: str
    reads_untimed: bool = False


TRACES = (
    Trace("transaction", "id", "lastmodifieddate", reads_untimed=True),
    Trace("transactionline", "transaction", "linelastmodifieddate"),
    Trace("transactionaccountingline", "transaction", "lastmodifieddate"),
    Trace("nexttransactionlinelink", "previousdoc", "lastmodifieddate"),
    Trace("nexttransactionlinelink", "nextdoc", "lastmodifieddate"),
)


class ChangedTransactions:
    """Finds changed transactions.

    Args:
        suiteql: The account.
    """

    def __init__(self, suiteql: SuiteQL) -> None:
        self._suiteql = suiteql

    def ids(self, since: dt.datetime) -> array[int]:
        """Return the ids of the transactions any part of which changed, ascending."""
        with ThreadPoolExecutor(len(TRACES)) as executor:
            found = executor.map(lambda trace: self._ids_of(since, trace), TRACES)
            return array("q", sorted(set().union(*found)))

    def _ids_of(self, since: dt.datetime, trace: Trace) -> set[int]:
        changed = self._suiteql.timestamps.since(f"t.{trace.timestamp}", since)
        if trace.reads_untimed:
            changed = f"({changed} OR t.{trace.timestamp} IS NULL)"
        ids: set[int] = set()
        last = -1
        while True:
            query = (
                f"SELECT DISTINCT t.{trace.column} AS id FROM {trace.table} t "
                f"WHERE {changed} AND t.{trace.column} > {last} ORDER BY t.{trace.column}"
            )
            try:
                rows = self._suiteql.rows(query)
            except VendorError as error:
                if not (missing_table(error) or missing_column(error)):
                    raise
                log.warning(
                    "Changes that show only in %s.%s are not found: the role does not show it",
                    trace.table,
                    trace.timestamp,
                )
                return ids
            ids.update(int(row["id"]) for row in rows)
            if len(rows) < MAX_ROWS:
                return ids
            if int(rows[-1]["id"]) <= last:
                raise no_progress(f"ids of changed rows in {trace.table}")
            last = int(rows[-1]["id"])
