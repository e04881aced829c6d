"""One entity of all companies: what this run owes, and what the next has to know.

The state of an entity, in Singer state under its stream::

    {"streams": ["bills", "bill_lines"], "version": 1795000000000, "activate": true,
     "realms": {"9130357992221046": {"since": "2026-11-21T08:00:00Z",
                                     "inbox": 17, "seen": {"61": [2, "2026-11-21T08:10:00Z"]}},
                "4620816365":       {"scan": {"started_at": "…", "after": "…"}}}}

`since` is QuickBooks' clock when the last reading began; `scan` is one that is not complete. With
notifications, `inbox` is the last delivery that was read, and `seen` are the sync tokens and times
of what they brought since then.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from singer_erp.sync.bookmarks import format_instant, parse_instant

from tap_quickbooks.changes import LOOK_BACK, OVERLAP
from tap_quickbooks.members import mark
from tap_quickbooks.windows import Wanted, created

if TYPE_CHECKING:
    import datetime as dt
    import logging
    from collections.abc import Callable, Collection, Generator, Iterator, Sequence

    from tap_quickbooks.announced import Announcements, Drain
    from tap_quickbooks.changes import ChangeFeed
    from tap_quickbooks.entities import Entity
    from tap_quickbooks.notifications import Event
    from tap_quickbooks.session import Answer, Session
    from tap_quickbooks.windows import Page, Reading

Json = dict[str, Any]


class Run(Protocol):
    """What all entities of a run share."""

    @property
    def sessions(self) -> Sequence[Session]:
        """One connection for each company."""

    def prepare(self) -> None:
        """Let every entity decide what it owes, once."""

    def feed(self, session: Session, entity: Entity) -> ChangeFeed:
        """The changes of a company, among them those of an entity."""

    @property
    def announcements(self) -> Announcements | None:
        """What notifications have told; None where there are none."""

    def drain(self, session: Session) -> Drain:
        """Fetches what notifications have told of a company."""

    def reading(self, session: Session, wanted: Wanted) -> Reading:
        """A reading of a company that brings an entity whole."""


@dataclass(frozen=True)
class Habits:
    """How a run reads.

    Attributes:
        page_size: Records a page.
        start: Records not changed since are left out of a first reading; None for everything.
        sweep: How long notifications are relied on before changes are asked for.
    """

    page_size: int
    start: dt.datetime | None
    sweep: dt.timedelta


@dataclass(frozen=True)
class Batch:
    """Records to write.

    Attributes:
        records: They, each with its company.
        answer: Where they come from.
        version: Table version.
        done: Notes the progress once they are written.
    """

    records: list[Json]
    answer: Answer
    version: int
    done: Callable[[], None]


class Family:
    """Reads one entity.

    Args:
        entity: What is read.
        run: What all entities of a run share.
        habits: How to read.
        now: The machine's clock, UTC: only how old a state is is told by it.
        logger: Tells why an entity is read whole again.

    Attributes:
        selected: Names of its streams that are selected.
    """

    def __init__(
        self,
        entity: Entity,
        run: Run,
        habits: Habits,
        *,
        now: Callable[[], dt.datetime],
        logger: logging.Logger,
    ) -> None:
        self.entity = entity
        self.selected: Callable[[], Collection[str]] = tuple
        self._run = run
        self._habits = habits
        self._now = now
        self._began = now()
        self._logger = logger
        self._state: Json = {}
        self._read = False

    def prepare(self, state: Json) -> None:
        """Decide what this run owes, before anything is read.

        Args:
            state: The entity's part of the Singer state; changed in place from now on.
        """
        self._state = state
        self._began = self._now()
        known = state.setdefault("realms", {})
        streams = set(self.selected())
        new = streams - set(state.get("streams", []))
        state["streams"] = sorted(streams)
        if reason := self._reason_to_read_whole(new):
            self._renew(reason)
            return
        for session in self._run.sessions:
            known.setdefault(session.realm_id, {"scan": {}})

    def since(self, realm_id: str) -> dt.datetime | None:
        """Where the changes of a company begin; None where it is read whole."""
        realm = self._state["realms"].get(realm_id, {})
        return parse_instant(realm["since"]) if "since" in realm and "scan" not in realm else None

    def sweeps(self, realm_id: str) -> bool:
        """Whether this run asks for the changes of a company, whatever notifications tell."""
        since = self.since(realm_id)
        if self._run.announcements is None or since is None:
            return True
        return self._began - since >= self._habits.sweep

    def announced(self, realm_id: str) -> dict[str, Event]:
        """Events of a company by record id, where notifications are relied on."""
        since, announcements = self.since(realm_id), self._run.announcements
        if announcements is None or since is None or self.sweeps(realm_id):
            return {}
        read = self._state["realms"][realm_id].get("inbox", 0)
        return announcements.of(realm_id, self.entity, read, since - OVERLAP)

    def wanted(self, realm_id: str) -> Wanted | None:
        """What is read of a company's records by queries; None where that is nothing."""
        if (since := self.since(realm_id)) is not None:
            if not self.entity.counted or not self.sweeps(realm_id):
                return None
            return Wanted(self.entity, None, since - OVERLAP, total=True)
        scan = self._state["realms"][realm_id]["scan"]
        after = parse_instant(scan["after"]) if "after" in scan else None
        return Wanted(self.entity, after, self._habits.start if self.entity.cdc else None)

    def batches(self) -> Iterator[Batch]:
        """Everything this run owes, for whichever of the entity's streams asks first."""
        if self._read:
            return
        self._read = True
        self._run.prepare()
        for session in self._run.sessions:
            if not (yield from self._company(session)):
                self._renew("its changes cannot be told completely")
                break
        for session in self._run.sessions:
            if self.since(session.realm_id) is None:
                yield from self._company(session)

    def _company(self, session: Session) -> Generator[Batch, None, bool]:
        """What is owed of a company; tells whether it is complete."""
        wanted = self.wanted(session.realm_id)
        if not self.sweeps(session.realm_id):
            yield from self._drained(session)
            return True
        if wanted is None:
            return (yield from self._changed(session))
        if wanted.total:
            return (yield from self._counted(session, wanted))
        resumed = "started_at" in self._state["realms"][session.realm_id]["scan"]
        yield from self._whole(session, wanted)
        # What an earlier run has read of it may be gone since.
        follows = self.entity.cdc or self.entity.counted
        return (yield from self._company(session)) if resumed and follows else True

    @property
    def version_to_activate(self) -> int | None:
        """The version whose rows are all there is, once every company was read whole."""
        return self._state["version"] if self._state.pop("activate", False) else None

    def _reason_to_read_whole(self, new: Collection[str]) -> str:
        realms = self._state["realms"]
        if "version" not in self._state:
            return "it was never read"
        if new:
            return f"{', '.join(sorted(new))} is newly selected"
        if any("scan" in realm and "started_at" not in realm["scan"] for realm in realms.values()):
            # What it wrote of this version may be gone since, which nothing would tell.
            return "an earlier run was ended before it kept how far it was"
        if self._state.get("activate") and any("scan" in realm for realm in realms.values()):
            return ""  # a reading that was broken off goes on
        due = any(self.sweeps(realm_id) for realm_id in realms)
        if due and not self.entity.cdc and not self.entity.counted:
            return "QuickBooks tells no changes of it"
        stale = [
            realm_id
            for realm_id, realm in realms.items()
            if "since" in realm and self._began - parse_instant(realm["since"]) > LOOK_BACK
        ]
        return f"the state of {', '.join(stale)} is older than 29 days" if stale else ""

    def _renew(self, reason: str) -> None:
        """Read all companies whole under a new version: rows it does not bring are gone."""
        self._logger.info("Reading all of '%s': %s", self.entity.stream, reason)
        self._state["version"] = max(int(time.time() * 1000), self._state.get("version", 0) + 1)
        self._state["activate"] = True
        self._state["realms"] = {session.realm_id: {"scan": {}} for session in self._run.sessions}

    def _whole(self, session: Session, wanted: Wanted) -> Iterator[Batch]:
        scan = self._state["realms"][session.realm_id]["scan"]
        for page in self._run.reading(session, wanted).pages(self.entity):
            # QuickBooks' clock at the first answer: what changes from then on is the next run's.
            started_at = scan.setdefault("started_at", format_instant(page.answer.time))
            if self._run.announcements is not None:
                scan.setdefault("inbox", self._run.announcements.last)

            def done(page: Page = page, began: str = started_at) -> None:
                if page.reached is not None:
                    scan["after"] = format_instant(page.reached)
                if self.entity.counted:
                    scan["count"] = scan.get("count", 0) + _older(page.records, began)

            yield self._batch(session, page.records, page.answer, done)
        known = {name: scan[name] for name in ("count", "inbox") if name in scan}
        self._state["realms"][session.realm_id] = {"since": started_at} | known

    def _changed(self, session: Session) -> Generator[Batch, None, bool]:
        """The changes of a company; tells whether they are complete."""
        changes = self._run.feed(session, self.entity).of(self.entity)
        if changes.records is None:
            return False

        def done() -> None:
            realm = self._state["realms"][session.realm_id]
            realm["since"] = format_instant(changes.answer.time)
            realm.pop("seen", None)

        yield self._batch(session, changes.records, changes.answer, done)
        return True

    def _counted(self, session: Session, wanted: Wanted) -> Generator[Batch, None, bool]:
        """What was changed; tells whether as many records are there as are known by now."""
        realm = self._state["realms"][session.realm_id]
        reading = self._run.reading(session, wanted)
        new: list[Json] = []
        since = None
        for page in reading.pages(self.entity):
            since = since or format_instant(page.answer.time)
            begun = parse_instant(realm["since"])
            new += [record for record in page.records if created(record) >= begun]
            yield self._batch(session, page.records, page.answer, lambda: None)
        if realm["count"] + len(new) != reading.totals[self.entity]:
            return False
        if since is not None:
            realm["count"] += _older(new, since)
            realm["since"] = since
            realm.pop("seen", None)
        return True

    def _drained(self, session: Session) -> Iterator[Batch]:
        """What notifications have told, without what an earlier one has brought."""
        realm = self._state["realms"][session.realm_id]
        seen = realm.get("seen", {})
        for fetched in self._run.drain(session).of(self.entity):
            fresh = {r["Id"]: r for r in fetched.records if _is_news(r, seen.get(r["Id"]))}
            if fetched.missing:
                # Perhaps not visible yet; the next reading of changes brings what is there.
                self._logger.info(
                    "%s %s were announced and are not shown: left for the next sweep",
                    self.entity.name,
                    ", ".join(fetched.missing),
                )

            def done(fresh: dict[str, Json] = fresh) -> None:
                realm.setdefault("seen", {}).update({i: _stamp(r) for i, r in fresh.items()})

            yield self._batch(session, list(fresh.values()), fetched.answer, done)
        if self._run.announcements is not None:
            realm["inbox"] = self._run.announcements.last

    def _batch(
        self, session: Session, records: list[Json], answer: Answer, done: Callable[[], None]
    ) -> Batch:
        marked = [mark(record, session.realm_id) for record in records]
        return Batch(marked, answer, self._state["version"], done)


def _stamp(record: Json) -> list[Any]:
    """Sync token and time of change: the one alone misses changes of balances."""
    return [int(record.get("SyncToken") or -1), record["MetaData"]["LastUpdatedTime"]]


def _is_news(record: Json, seen: list[Any] | None) -> bool:
    if seen is None or "SyncToken" not in record:
        return True
    token, at = _stamp(record)
    return bool(token > seen[0] or parse_instant(at) > parse_instant(seen[1]))


def _older(records: list[Json], moment: str) -> int:
    """How many records were created before an instant."""
    limit = parse_instant(moment)
    return sum(1 for record in records if created(record) < limit)
