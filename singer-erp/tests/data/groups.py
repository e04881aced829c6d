"""A model of a source of transaction groups, and runs that read it."""

import datetime as dt
import json
from dataclasses import replace
from functools import partial

from singer_erp.sync.groups import GroupMember, GroupReader, group_bookmark, next_start
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import StateStore

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
LOOKBACK = dt.timedelta(seconds=10)
GROUP = ("lines", "links", "transactions")
HEADER = GROUP[-1]
PARTS = GROUP[:-1]


class Source:
    """Transactions with parts; a removed part shows only in its header's timestamp."""

    def __init__(self):
        self.clock = NOW
        self.rows = {stream: {} for stream in GROUP}  # key: (timestamp, token)
        self._tokens = 0
        for number in range(1, 7):
            self.touch(HEADER, (number,))
            for part in range(number % 3):
                self.touch("lines", (number, part))
                self.touch("links", (number, part))

    def touch(self, stream, key):
        self._tokens += 1
        self.rows[stream][key] = (self.clock, self._tokens)

    def remove(self, stream, key):
        if key in self.rows[stream]:
            del self.rows[stream][key]
            self.touch(HEADER, key[:1])

    def changed_ids(self, since, after):
        found = [table.items() for table in self.rows.values()]
        ids = {key[0] for rows in found for key, (at, _) in rows if at >= since}
        return (number for number in sorted(ids) if number > after)

    def expected(self, streams):
        return {
            (stream, key): token
            for stream in streams
            for key, (_, token) in self.rows[stream].items()
        }


class Table:
    """One stream of the source, whose rows carry the start of the sync."""

    page_size = 1
    bucket_width = 2

    def __init__(self, source, stream, generation):
        self._source, self._stream, self._generation = source, stream, generation

    def read(self, part):
        found = sorted(
            (key, token)
            for key, (_, token) in self._source.rows[self._stream].items()
            if (part.after is None or key > tuple(part.after))
            and (part.low is None or key[0] >= part.low)
            and (part.high is None or key[0] < part.high)
            and (part.ids is None or key[0] in part.ids)
        )
        rows, has_more = found[: self.page_size], len(found) > self.page_size
        last = rows[-1][0] if rows else None
        position = last if part.ids is None else None if has_more else (part.ids[-1],)
        written = [(self._stream, key, self._generation, token) for key, token in rows]
        page = Page([("rows", written)], self._source.clock, checkpoint=Checkpoint(position))
        return page, replace(part, after=last) if has_more else None

    def histogram(self, _, start):
        buckets = [key[0] // self.bucket_width for key in self._source.rows[self._stream]]
        yield from ((b, buckets.count(b)) for b in sorted(set(buckets)) if b >= start)


class Destination:
    """Rows upserted by key; of a part those are live that are no older than their header."""

    def __init__(self):
        self.rows = {}  # (stream, key): (version, generation, token)

    def write(self, page, streams):
        for _, rows in page.rows:
            for stream, key, generation, token in rows:
                self.rows[stream, key] = (page.version, generation, token)
        if page.activates:
            self.rows = {
                name: row
                for name, row in self.rows.items()
                if name[0] not in streams or row[0] == page.version
            }

    def live(self, streams):
        return {
            (stream, key): token
            for (stream, key), (_, generation, token) in self.rows.items()
            if stream in streams and self._is_live(key, generation)
        }

    def _is_live(self, key, generation):
        header = self.rows.get((HEADER, key[:1]))
        return header is not None and generation >= header[1]

    def without_header(self, streams):
        return {name: row[2] for name, row in self.rows.items() if name[0] in streams}


class Run:
    """A run, a page at a time."""

    def __init__(self, source, destination, state, streams=GROUP, *, full=False, start=None):
        self.state = json.loads(state)
        self.states = [state]
        self.streams = streams
        self._destination = destination
        self.bookmark = group_bookmark(
            StateStore(self.state),
            HEADER,
            streams,
            replication_key=None if full else "modified_at",
            lookback=LOOKBACK,
            start=start,
        )
        members = [GroupMember(name, partial(Table, source, name)) for name in streams]
        reader = GroupReader(members, source.changed_ids, ahead=1)
        clock = next_start(self.bookmark, lambda: source.clock)
        self._pages = IncrementalSync(self.bookmark, reader.read, clock).pages()
        self.rows = []

    def write_page(self):
        """Write a page; return False when there is none."""
        page = next(self._pages, None)
        if page is not None:
            self._destination.write(page, self.streams)
            self.rows += [row for _, rows in page.rows for row in rows]
            page.save()
        self.states.append(json.dumps(self.state))
        return page is not None

    def finish(self):
        while self.write_page():
            pass
        return self


class History:
    """A source, a destination, and runs that are started, killed and started again."""

    def __init__(self):
        self.source, self.destination = Source(), Destination()
        self.source.clock += dt.timedelta(hours=1)
        self.streams = GROUP
        self.full = False
        self.stored = "{}"
        self.run = None

    def touch(self, stream, number, part):
        self.source.touch(stream, (number,) if stream == HEADER else (number, part))
        if (number,) not in self.source.rows[HEADER]:
            self.source.touch(HEADER, (number,))

    def remove(self, stream, number, part):
        self.source.remove(stream, (number, part))

    def tick(self, seconds):
        self.source.clock += dt.timedelta(seconds=seconds)

    def select(self, streams):
        self.kill(0)
        self.streams = streams

    def choose(self, full):
        """Choose FULL_TABLE or INCREMENTAL in the catalog."""
        self.kill(0)
        self.full = full

    def read(self, pages):
        for _ in range(pages):
            self.run = self.run or Run(
                self.source, self.destination, self.stored, self.streams, full=self.full
            )
            if not self.run.write_page():
                self.stored = json.dumps(self.run.state)
                self.run = None

    def kill(self, lost):
        """End the run; its last states, or all of them, are lost."""
        if self.run is not None:
            self.stored = self.run.states[max(0, len(self.run.states) - 1 - lost)]
            self.tick(1)  # no process is killed and started again within a second
        self.run = None

    def finish(self):
        self.read(1)
        while self.run is not None:
            self.read(1)
