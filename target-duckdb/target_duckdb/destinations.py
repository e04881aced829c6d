"""Where each stream of a run goes, and what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_duckdb.errors import SchemaError
from target_duckdb.names import TableName, table_for_stream
from target_duckdb.overwrite import Overwrites
from target_duckdb.report import StreamReport, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_duckdb.warehouse import Warehouse


class Destinations:
    """The streams seen so far, their tables and their counts.

    Args:
        default_target_schema: Schema for all tables, if set.
        overwrite: Whether tables are filled anew beside the old ones.
    """

    def __init__(self, default_target_schema: str | None, *, overwrite: bool) -> None:
        self._default_schema = default_target_schema
        self._reports: dict[str, StreamReport] = {}
        self._uncommitted: list[tuple[str, Tally]] = []
        self.overwrites = Overwrites() if overwrite else None

    def __contains__(self, stream: str) -> bool:
        return stream in self._reports

    @property
    def reports(self) -> Iterable[StreamReport]:
        """One report per stream, in the order of their first SCHEMA."""
        return self._reports.values()

    def table(self, stream: str) -> TableName:
        """Return the stream's table.

        Raises:
            SchemaError: Another stream of this run has the same table.
        """
        table = table_for_stream(stream, self._default_schema)
        if stream not in self._reports:
            self._refuse_shared_table(stream, table)
            self._reports[stream] = StreamReport(stream, str(table), Tally())
        return table

    def loading_table(self, stream: str, warehouse: Warehouse) -> TableName:
        """Return the table into which the stream's rows go during the run."""
        table = self.table(stream)
        if self.overwrites is None:
            return table
        self.overwrites.discard_leftover(warehouse, table)
        return self.overwrites.staging(table)

    def note(self, stream: str, tally: Tally) -> None:
        """Take a batch's counts; they are added up by `committed`."""
        self._uncommitted.append((stream, tally))

    def committed(self) -> None:
        """Add up the counts noted since the last commit."""
        for stream, tally in self._uncommitted:
            self._reports[stream].tally.add(tally)
        self._uncommitted = []

    def _refuse_shared_table(self, stream: str, table: TableName) -> None:
        for other in self._reports.values():
            if other.table.lower() == str(table).lower():
                raise SchemaError(
                    f"Streams '{other.stream}' and '{stream}' would both be loaded into {table}. "
                    "Rename one with a stream map (`__alias__`), or leave out "
                    "`default_target_schema` so that names like `schema-table` stay apart.",
                )
