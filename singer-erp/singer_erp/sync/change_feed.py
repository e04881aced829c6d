"""Change feeds: everything once under a version, then what the source reports as changed.

A feed reaches back for a limited time, which the source's clock decides, and may be incomplete.
Whatever it cannot report ends in a full refresh under a new version: records that the refresh does
not bring are gone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from singer_erp.errors import StreamError
from singer_erp.sync.feed import Access, FeedGapError, Method, Request
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import Pending, Progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from singer_erp.sync.feed import FeedReader
    from singer_erp.sync.state import StateStore

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FeedOptions:
    """How a run reads change feeds.

    Attributes:
        start: Records unchanged since are left out of the first sync; None for everything.
        full_poll: How long webhook events are relied on before changes are requested.
        last_event: Number of the newest webhook delivery; None without webhooks.
        now: The local clock at the start of the run, aware UTC; decides when a poll is due.
    """

    start: dt.datetime | None
    full_poll: dt.timedelta
    last_event: int | None
    now: dt.datetime


class FeedPlan:
    """What a run reads of one entity, and the entity's state.

    Args:
        entity: Names the entity in the state.
        streams: Its selected streams.
        partitions: Ids of the partitions.
        method: How the source reports changes.
        store: The states of the run.
        options: How to read.
        context_key: Name of a partition's id in the state, such as `realm_id`.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        entity: str,
        *,
        streams: Sequence[str],
        partitions: Sequence[str],
        context_key: str,
        method: Method,
        store: StateStore,
        options: FeedOptions,
    ) -> None:
        self.entity = entity
        self.partitions = partitions
        self.now = options.now
        self._streams = streams
        self._method = method
        self._store = store
        self._options = options
        self._context_key = context_key
        self._state = store.load(entity)
        reason = self._reason_for_a_full_refresh()
        self._state.streams = sorted(streams)
        if reason:
            self.refresh(reason)
        self._interrupted = {p for p in partitions if self._progress(p).pending is not None}

    @property
    def version(self) -> int:
        """Table version that records carry."""
        return self._state.version or 0

    @property
    def activates(self) -> bool:
        """Whether the version is to be activated once everything is read."""
        return self._state.activate

    def refresh(self, reason: str) -> None:
        """Read all partitions in full under a new version."""
        log.info("Full refresh of '%s': %s", self.entity, reason)
        self._state.version = max(int(self.now.timestamp() * 1000), self.version + 1)
        self._state.activate = True
        self._state.partitions = []
        self._interrupted = set()

    def request(self, partition: str) -> Request:
        """Return what is read of a partition next."""
        progress = self._progress(partition)
        request = partial(Request, self.entity, partition)
        if progress.replication_key_value is None or progress.pending is not None:
            pending = progress.pending if partition in self._interrupted else None
            return request(
                Access.FULL,
                since=self._start,
                after=tuple(pending.after) if pending and pending.after else None,
                started_at=pending.started_at if pending else None,
            )
        return request(
            Access.CHANGES if self._polls(progress) else Access.EVENTS,
            since=progress.replication_key_value,
            records=progress.record_count,
            unchanged_since=self._start,
            last_event=progress.last_event or 0,
            seen=progress.seen,
        )

    def resumes(self, request: Request) -> bool:
        """Whether a full refresh resumes one whose earlier records may have changed since."""
        return request.started_at is not None and self._method is not Method.NONE

    def advance(self, request: Request, checkpoint: Checkpoint) -> None:
        """Save that a page of a request was written."""
        progress = self._progress(request.partition)
        if progress.pending is not None and checkpoint.position is not None:
            progress.pending.after = list(checkpoint.position)
            self._count(progress, checkpoint)
        progress.seen = {**progress.seen, **checkpoint.seen}
        self._store.save(self.entity)

    def begin(self, request: Request, vendor_time: dt.datetime) -> None:
        """Save that a request has its first page, before that is written.

        Partitions that were never read count as started with it: what a run writes of them before
        it is killed is not in the state, and may be gone when the next run reads them.
        """
        for partition in self.partitions:
            progress = self._progress(partition)
            is_new = progress.replication_key_value is None and progress.pending is None
            starts = request.access is Access.FULL and request.started_at is None
            if is_new or (starts and partition == request.partition):
                progress.pending = Pending(started_at=vendor_time)
                progress.last_event = self._options.last_event

    def finish(self, request: Request, last: Checkpoint) -> None:
        """Save that a request was read to its end."""
        progress = self._progress(request.partition)
        if progress.pending is not None:
            if last.position is None:
                self._count(progress, last)
            if last.records is None:
                progress.record_count = None
            progress.replication_key_value = progress.pending.started_at
            progress.pending = None
        elif request.access is Access.EVENTS:
            progress.last_event = self._options.last_event
        elif last.vendor_time is not None:
            progress.replication_key_value = last.vendor_time
            progress.seen = {}
            progress.record_count = last.records
        self._store.save(self.entity)

    def activated(self) -> None:
        """Save that the version is active."""
        self._state.activate = False
        self._store.save(self.entity)

    @property
    def _start(self) -> dt.datetime | None:
        """From when on the first sync reads records; only a feed can resume there."""
        return self._options.start if self._method is Method.FEED else None

    def _count(self, progress: Progress, checkpoint: Checkpoint) -> None:
        if checkpoint.records is not None:
            progress.record_count = (progress.record_count or 0) + checkpoint.records

    def _progress(self, partition: str) -> Progress:
        context = {self._context_key: partition}
        for progress in self._state.partitions:
            if progress.context == context:
                return progress
        self._state.partitions.append(Progress(context=context))
        return self._state.partitions[-1]

    def _polls(self, progress: Progress) -> bool:
        """Whether changes are requested, whatever webhook events report."""
        since = progress.replication_key_value
        if self._options.last_event is None or since is None:
            return True
        return self._options.now - since >= self._options.full_poll

    def _reason_for_a_full_refresh(self) -> str:
        """Return why everything is read again; empty where it is not."""
        state = self._state
        found = {p.context.get(self._context_key, ""): p for p in state.partitions}
        known = {name: p for name, p in found.items() if name in self.partitions}
        if state.version is None:
            return "it was never read"
        if new := set(self._streams) - set(state.streams):
            return f"{', '.join(sorted(new))} is newly selected"
        if any(p.pending is None and p.replication_key_value is None for p in known.values()):
            # Records it wrote under this version may be gone since, which nothing would show.
            return "an earlier run ended before it saved its position"
        complete = [progress for progress in known.values() if progress.pending is None]
        if self._method is Method.NONE and any(map(self._polls, complete)):
            return "the source reports no changes of it"
        return ""


class FeedSync:
    """Syncs the streams of one entity, partition after partition.

    Args:
        plan: What is read.
        readers: Reader by partition.
    """

    def __init__(self, plan: FeedPlan, readers: Mapping[str, FeedReader]) -> None:
        self._plan = plan
        self._readers = readers

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write.

        Raises:
            StreamError: The source rejected what is read of one partition or of several; the
                others were read.
        """
        plan = self._plan
        try:
            rejected = yield from self._partitions()
        except FeedGapError as gap:
            plan.refresh(str(gap))
            rejected = yield from self._partitions()
        if rejected:
            reasons = dict.fromkeys(error.reason for error in rejected)
            raise rejected[0].because("; ".join(reasons))
        if plan.activates:
            yield Page((), plan.now, version=plan.version, activates=True, save=plan.activated)

    def _partitions(self) -> Generator[Page, None, list[StreamError]]:
        rejected = []
        for partition in self._plan.partitions:
            try:
                yield from self._partition(partition)
            except StreamError as error:
                rejected.append(error)
        return rejected

    def _partition(self, partition: str) -> Iterator[Page]:
        plan, request = self._plan, self._plan.request(partition)
        last = Checkpoint()
        for number, page in enumerate(self._readers[partition].read(request)):
            last = page.checkpoint
            if number == 0 and last.vendor_time is not None:
                plan.begin(request, last.vendor_time)
            yield replace(page, version=plan.version, save=partial(plan.advance, request, last))
        plan.finish(request, last)
        if plan.resumes(request):
            yield from self._partition(partition)
