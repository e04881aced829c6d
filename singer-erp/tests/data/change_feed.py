"""A model of a source with a change feed, and runs that read it."""

import datetime as dt
import json
from types import SimpleNamespace

from singer_erp.errors import StreamError
from singer_erp.sync.change_feed import FeedOptions, FeedPlan, FeedSync
from singer_erp.sync.feed import Access, FeedGapError, Method
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import StateStore

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MAX_AGE = 29 * DAY
OVERLAP = dt.timedelta(seconds=60)
STREAMS = ("bills", "bill_lines")
ENTITY = STREAMS[0]


class Source:
    """Records of several partitions, and a feed of their changes."""

    def __init__(self, method, partitions=("1", "2"), page_size=2):
        self.method = method
        self.partitions = partitions
        self.page_size = page_size
        self.clock = NOW
        self.records = {partition: {} for partition in partitions}
        self.deleted = {partition: {} for partition in partitions}
        self.gaps = set()
        self.rejected = set()
        self.requests = []
        self._last_id = 0
        self._versions = 0

    def create(self, partition):
        self._last_id += 1
        self.records[partition][self._last_id] = SimpleNamespace(created=self.clock)
        self._changed(partition, self._last_id)

    def change(self, partition, number):
        if ids := sorted(self.records[partition]):
            self._changed(partition, ids[number % len(ids)])

    def delete(self, partition, number):
        if ids := sorted(self.records[partition]):
            del self.records[partition][ids[number % len(ids)]]
            self.deleted[partition][ids[number % len(ids)]] = self.clock

    def _changed(self, partition, number):
        self._versions += 1
        record = self.records[partition][number]
        record.changed, record.token = self.clock, self._versions

    def expected(self, streams, partitions):
        return {
            (stream, partition, number): record.token
            for stream in streams
            for partition in partitions
            for number, record in self.records[partition].items()
        }


class Reader:
    """Reads one partition of the source."""

    def __init__(self, source, partition):
        self._source = source
        self._partition = partition

    def read(self, request):
        self._source.requests.append(request)
        if self._partition in self._source.rejected:
            raise StreamError(f"{self._partition} was rejected", "Deselect it")
        if request.access is Access.FULL:
            return self._read_all(request)
        if self._source.method is Method.COUNT:
            return self._read_counted(request)
        return self._read_changes(request)

    def _page(self, found, **checkpoint):
        rows = [(self._partition, number, record.token) for number, record in found]
        at = Checkpoint(vendor_time=self._source.clock, **checkpoint)
        return Page([("rows", rows)], self._source.clock, checkpoint=at)

    def _read_all(self, request):
        source, started_at = self._source, request.started_at or self._source.clock
        after, has_more = request.after[0] if request.after else 0, True
        while has_more:
            found = [n for n in sorted(source.records[self._partition]) if n > after]
            ids, has_more = found[: source.page_size], len(found) > source.page_size
            after = ids[-1] if ids else after
            records = [(n, source.records[self._partition][n]) for n in ids]
            older = sum(1 for _, record in records if record.created < started_at)
            yield self._page(records, position=(after,) if ids else None, records=older)

    def _read_changes(self, request):
        source, since = self._source, request.since - OVERLAP
        if source.clock - request.since > MAX_AGE + DAY:
            raise FeedGapError("the feed does not reach back that far")
        if self._partition in source.gaps:
            source.gaps.discard(self._partition)
            raise FeedGapError("too many changes")
        found = source.records[self._partition].items()
        changed = [(n, record) for n, record in found if record.changed >= since]
        deleted = source.deleted[self._partition].items()
        stubs = [(n, SimpleNamespace(token=None)) for n, at in deleted if at >= since]
        yield self._page([*changed, *stubs])

    def _read_counted(self, request):
        source, since = self._source, request.since
        records = list(source.records[self._partition].items())
        yield self._page([(n, r) for n, r in records if r.changed >= since - OVERLAP])
        new = [record for _, record in records if record.created >= since]
        if (request.records or 0) + len(new) != len(records):
            raise FeedGapError("records were deleted")
        older = sum(1 for record in new if record.created < source.clock)
        yield self._page([], records=(request.records or 0) + older)


class Destination:
    """Rows by stream and key, upserted; an activated version deletes the rows of others."""

    def __init__(self):
        self.rows = {}

    def write(self, page, streams):
        for _, rows in page.rows:
            for stream in streams:
                for partition, number, token in rows:
                    self.rows[stream, partition, number] = (page.version, token)
        if page.activates:
            self.rows = {
                key: row
                for key, row in self.rows.items()
                if key[0] not in streams or row[0] == page.version
            }

    def live(self, streams):
        return {
            key: token
            for key, (_, token) in self.rows.items()
            if key[0] in streams and token is not None
        }


def plan_of(source, state, streams=STREAMS, *, partitions=None, now=None, **options):
    return FeedPlan(
        ENTITY,
        streams=streams,
        partitions=partitions or source.partitions,
        context_key="realm_id",
        method=source.method,
        store=StateStore(state),
        options=FeedOptions(
            **{
                "start": None,
                "full_poll": DAY,
                "last_event": None,
                "now": now or source.clock,
            }
            | options
        ),
    )


class Run:
    """A run, a page at a time."""

    def __init__(self, source, destination, state, streams=STREAMS, **options):
        self.streams = streams
        self.state = json.loads(state)
        self.states = [state]
        self.activated = []
        self._destination = destination
        plan = plan_of(source, self.state, streams, **options)
        readers = {partition: Reader(source, partition) for partition in source.partitions}
        self._pages = FeedSync(plan, readers).pages()

    def write_page(self):
        """Write a page; return False when there is none."""
        page = next(self._pages, None)
        if page is not None:
            self._destination.write(page, self.streams)
            page.save()
            if page.activates:
                self.activated.append(page.version)
        self.states.append(json.dumps(self.state))
        return page is not None

    def finish(self):
        while self.write_page():
            pass
        return self


class History:
    """A source, a destination, and runs that are started, killed and started again."""

    def __init__(self, method, partitions, clock_offset):
        self.source, self.destination = Source(method, partitions), Destination()
        for partition in self.source.partitions:
            for _ in range(5):
                self.source.create(partition)
        self.source.clock += DAY
        self.streams = STREAMS
        self.stored = "{}"
        self.run = None
        self._is_complete = True
        self._offset = dt.timedelta(hours=clock_offset)
        self._runs = 0

    def create(self, number):
        partition = self._partition(number)
        if self.run is None or self.source.method is not Method.COUNT:
            self.source.create(partition)

    def change(self, partition, number):
        self.source.change(self._partition(partition), number)

    def delete(self, partition, number):
        # A count shows that records are gone which a complete run has counted.
        if self._is_complete or self.source.method is not Method.COUNT:
            self.source.delete(self._partition(partition), number)

    def gap(self, partition):
        self.source.gaps.add(self._partition(partition))

    def _partition(self, number):
        return self.source.partitions[number % len(self.source.partitions)]

    def tick(self, seconds):
        self.source.clock += dt.timedelta(seconds=seconds)

    def select(self, streams):
        self.kill(0)
        self.streams = streams

    def read(self, pages):
        for _ in range(pages):
            if self.run is None:
                self._start()
            if not self.run.write_page():
                self.stored = json.dumps(self.run.state)
                self.run = None
                self._is_complete = True

    def _start(self):
        if self.source.method is Method.COUNT:
            self.tick(1)
        self._is_complete = False
        # No two processes start in one millisecond.
        self._runs += 1
        now = self.source.clock + self._offset + dt.timedelta(milliseconds=self._runs)
        self.run = Run(self.source, self.destination, self.stored, self.streams, now=now)

    def kill(self, lost):
        """End the run; its last states, or all of them, are lost."""
        if self.run is not None:
            self.stored = self.run.states[max(0, len(self.run.states) - 1 - lost)]
        self.run = None

    def finish(self):
        self.read(1)
        while self.run is not None:
            self.read(1)
