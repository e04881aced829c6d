"""Row counts of a run, logged and as a file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from singer_erp.files import private_file

from target_duckdb.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from logging import Logger

    from target_duckdb.tables import TableName


@dataclass(slots=True)
class Tally:
    """Committed row counts of one stream.

    Attributes:
        received: RECORD messages (or rows of BATCH files) whose batch was committed.
        new: Rows that were not in the table before.
        replaced: Rows that replaced a row with the same key.
        superseded: Received rows with a later row of the same key in the same batch.
        deleted: Rows removed by `hard_delete`: deleted records and older versions.
        marked: Rows of older versions that got `_sdc_deleted_at`.
    """

    received: int = 0
    new: int = 0
    replaced: int = 0
    superseded: int = 0
    deleted: int = 0
    marked: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of a committed batch."""
        for count in fields(self):
            setattr(self, count.name, getattr(self, count.name) + getattr(other, count.name))

    def __str__(self) -> str:
        rows = "row" if self.received == 1 else "rows"
        return (
            f"{self.received} {rows} received: {self.new} new, {self.replaced} replaced, "
            f"{self.superseded} superseded within a batch, {self.deleted} deleted, "
            f"{self.marked} marked as deleted"
        )


@dataclass(slots=True)
class StreamReport:
    """A stream of the run, its table and its counts."""

    stream: str
    table: TableName
    tally: Tally = field(default_factory=Tally)

    def as_json(self) -> str:
        """Return one line of JSON: stream, table and the counts of `Tally`."""
        return json.dumps({"stream": self.stream, "table": str(self.table), **asdict(self.tally)})


def write_report(reports: Iterable[StreamReport], logger: Logger, summary_path: str | None) -> None:
    """Log each stream's counts, and write the summary file if it has a path.

    Raises:
        TargetError: The summary file cannot be written; the rows are committed.
    """
    reports = list(reports)
    for report in reports:
        logger.info("Loaded %s into %s: %s", report.stream, report.table, report.tally)
        logger.info("LOADED: %s", report.as_json())
    if summary_path is None:
        return
    try:
        _replace_file(Path(summary_path).expanduser(), reports)
    except OSError as error:
        raise TargetError(
            f"All rows are loaded, but the file of `summary_path`, {summary_path}, cannot be "
            f"written: {error.strerror}. Choose another path.",
        ) from None


def _replace_file(path: Path, reports: list[StreamReport]) -> None:
    """Replace the file in one step, so that a reader sees all of it or none."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)  # what a killed run has left
    with os.fdopen(private_file(partial), "w", encoding="utf-8") as file:
        file.writelines(f"{report.as_json()}\n" for report in reports)
    partial.replace(path)
