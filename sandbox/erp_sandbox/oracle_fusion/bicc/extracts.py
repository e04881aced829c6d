"""Jobs, their runs and the files that runs leave on the content server."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion.bicc.catalog import DATA_STORES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from erp_sandbox.oracle_fusion.bicc.computed import ComputedStore
    from erp_sandbox.oracle_fusion.bicc.datastore import DataStore, Record
    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod

ROWS = "VO_EXTRACT"
KEYS = "PRIMARY_KEY_EXTRACT"
BOTH = "VO_AND_PK_EXTRACT"
TYPES = {ROWS: (ROWS,), KEYS: (KEYS,), BOTH: (ROWS, KEYS)}

_SUFFIXES = {ROWS: "csv", KEYS: "pecsv"}
_FIRST_JOB = 500_000
_FIRST_REQUEST = 900_000
_FIRST_FILE = 1_200_000


@dataclass
class BiccOptions:
    """How BI Cloud Connector of this pod is set up.

    Attributes:
        catalog: The list of data stores has `names` or `objects`.
        prune_minutes: Minutes before the last extract date that an incremental extract begins.
        polls: Answers that a run is not finished.
        state: How a run ends: `SUCCEEDED`, `WARNING`, `ERROR` or another of the scheduler.
        file_rows: Rows of a file at most, 0 for one file.
        index_searches: Searches until the index has a file; each next one of a run takes as many
            more.
        search_results: Files of a search at most, whatever is requested.
        renamed: Columns that files call otherwise, by name.
    """

    catalog: str = "names"
    prune_minutes: int = 1440
    polls: int = 1
    state: str = "SUCCEEDED"
    file_rows: int = 0
    index_searches: int = 0
    search_results: int = 200
    renamed: dict[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """A job: data stores with the date from which on their first extract reads."""

    id: int
    name: str
    stores: dict[str, datetime]
    extracted: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Run:
    """A request of the scheduler; it has run when it was polled often enough."""

    id: int
    state: str
    polls: int


@dataclass(frozen=True)
class File:
    """A file on the content server."""

    id: int
    title: str
    name: str
    at: datetime
    data: bytes


class Extracts:
    """The jobs of a pod.

    Args:
        pod: The rows.
        options: How the pod is set up.

    Attributes:
        jobs: Jobs by id.
        files: Files by id.
    """

    def __init__(self, pod: Pod, options: BiccOptions) -> None:
        self._pod = pod
        self._options = options
        self.jobs: dict[int, Job] = {}
        self.files: dict[int, File] = {}
        self._runs: dict[int, Run] = {}
        self._unlisted: dict[int, int] = {}

    def save(self, name: str, stores: dict[str, datetime]) -> Job:
        """Create a job, or change the one with the same name; it keeps its last extract dates."""
        found = next((job for job in self.jobs.values() if job.name == name), None)
        if found is None:
            number = _FIRST_JOB + len(self.jobs) + 1
            found = self.jobs[number] = Job(number, name, stores)
        found.stores = stores
        return found

    def submit(self, job: Job | None, stores: list[str], kind: str) -> Run:
        """Run a job for some of its data stores, all if none are given."""
        run = Run(_FIRST_REQUEST + len(self._runs) + 1, self._options.state, self._options.polls)
        self._runs[run.id] = run
        wanted = stores or list(job.stores if job else ())
        if job is None or kind not in TYPES or set(wanted) - set(job.stores):
            run.state = "ERROR"
        elif run.state in {"SUCCEEDED", "WARNING"}:
            for store in wanted:
                for one in TYPES[kind]:
                    self._extract(job, run, DATA_STORES[store], one)
        return run

    def state(self, number: int) -> str | None:
        """Return the state of a run, None if there is none."""
        run = self._runs.get(number)
        if run is None:
            return None
        if run.polls > 0:
            run.polls -= 1
            return "RUNNING"
        return run.state

    def search(self, test: Callable[[str], bool]) -> list[File]:
        """Return the files with some titles that the index has, newest first."""
        found = [file for file in self.files.values() if test(file.title)]
        listed = [file for file in found if not self._unlisted.get(file.id)]
        for file in found:
            self._unlisted[file.id] = max(0, self._unlisted.get(file.id, 0) - 1)
        return sorted(listed, key=lambda file: (file.at, file.id), reverse=True)

    def _extract(self, job: Job, run: Run, store: DataStore | ComputedStore, kind: str) -> None:
        at = self._pod.clock.now()
        columns = [column for column in store.columns if kind == ROWS or column.primary_key]
        records = self._changed(job, store) if kind == ROWS else store.records(self._pod)
        slug = store.key.lower().replace(".", "_")
        title = f"file_{slug}-batch{run.id}-{at:%Y%m%d_%H%M%S}"
        rows = (record.values for record in records)
        names = [column.name for column in columns]
        most = self._options.file_rows or None
        for place in count(1):
            number = _FIRST_FILE + len(self.files) + 1
            name = f"{title}.{_SUFFIXES[kind]}"
            csv_name = f"{slug}-batch{run.id}.{_SUFFIXES[kind]}"
            header = [self._options.renamed.get(one, one) for one in names]
            data, written = _zipped(csv_name, header, names, islice(rows, most))
            self.files[number] = File(number, name, f"{name}.zip", at, data)
            self._unlisted[number] = place * self._options.index_searches
            if most is None or written < most:
                break
        if kind == ROWS:
            job.extracted[store.key] = at

    def _changed(self, job: Job, store: DataStore | ComputedStore) -> Iterator[Record]:
        """Yield the rows of an extract: the first is full, later ones are incremental."""
        last, initial = job.extracted.get(store.key), job.stores[store.key]
        since = last - timedelta(minutes=self._options.prune_minutes) if last else None
        for record in store.records(self._pod):
            if since is None:
                if record.created is None or record.created >= initial:
                    yield record
            elif record.modified is None or record.modified >= since:
                yield record


def _zipped(
    name: str, header: list[str], columns: list[str], rows: Iterable[Values]
) -> tuple[bytes, int]:
    """Return a zip with one CSV, and its rows: UTF-8 with a byte order mark and a header row."""
    packed, written = io.BytesIO(), 0
    places = {column: place for place, column in enumerate(columns)}
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, "utf-8-sig", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(_line(row, places))
            written += 1
    return packed.getvalue(), written


def _line(row: Values, places: dict[str, int]) -> list[Any]:
    """Return a line of a CSV; null is empty."""
    line = [""] * len(places)
    for column, value in row.items():
        place = places.get(column)
        if place is not None:
            write = _WRITERS.get(type(value))
            line[place] = write(value) if write else value
    return line


def _moment(value: datetime) -> str:
    if not value.microsecond:
        return f"{value:%Y-%m-%d %H:%M:%S}.0"
    return value.replace(tzinfo=None).isoformat(" ", "milliseconds")


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "Y" if value else "N",
    datetime: _moment,
    date: date.isoformat,
}
"""How values are written that are not written as they are."""
