"""NetSuite to the warehouse, compared with the tables of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo import report
from demo.ledgers import balance_books
from demo.netsuite_changes import simulate_day
from demo.netsuite_counts import count_rows
from demo.pipeline import load
from demo.settings import Marker, environment, is_loaded

if TYPE_CHECKING:
    import duckdb
    from erp_sandbox.netsuite.client import NetSuiteControl

    from demo.netsuite_changes import Change

_FLOW, _TAP = "netsuite-to-warehouse", "tap-netsuite"


class NetSuiteSource:
    """The account.

    Args:
        netsuite: Its control.
    """

    def __init__(self, netsuite: NetSuiteControl) -> None:
        self._netsuite = netsuite
        self._first = not is_loaded("netsuite")
        self._loaded = Marker(_FLOW)
        self._incremental = self._loaded.exists()
        self._changes: list[Change] = []
        self._emitted: dict[str, int] = {}

    def load(self, *, marts: bool) -> None:
        """Load the account; in later demos simulate a day first, and load the changes.

        Raises:
            DemoError: The run failed.
        """
        self._changes = simulate_day(self._netsuite) if self._incremental else []
        report.print_source(
            self._netsuite, first=self._first, changes=[change.text for change in self._changes]
        )
        with self._loaded.when_done():
            variables = environment(self._netsuite.environment())
            self._emitted = load(_FLOW, _TAP, variables, marts=marts).emitted

    def reconcile(self, warehouse: duckdb.DuckDBPyConnection) -> bool:
        """Print rows, books and changes next to NetSuite's; return whether all are equal."""
        counts = count_rows(self._netsuite, warehouse, self._emitted)
        results = [
            (change, warehouse.execute(change.check).fetchone() == (True,))
            for change in self._changes
        ]
        return all(
            [
                report.stream_counts(counts, first=self._first, incremental=self._incremental),
                report.trial_balance(balance_books(self._netsuite, warehouse)),
                report.change_results(results),
            ]
        )
