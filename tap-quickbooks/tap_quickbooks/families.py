"""All entities of a run, decided on together: one call tells the changes of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_quickbooks.announced import Drain
from tap_quickbooks.changes import ChangeFeed
from tap_quickbooks.family import Family
from tap_quickbooks.windows import Reading

if TYPE_CHECKING:
    import datetime as dt
    import logging
    from collections.abc import Callable, Iterable, Sequence

    from tap_quickbooks.announced import Announcements
    from tap_quickbooks.entities import Entity
    from tap_quickbooks.family import Habits
    from tap_quickbooks.session import Session
    from tap_quickbooks.windows import Wanted


class Families:
    """The entities of a run.

    Args:
        sessions: One for each company; called when something is read.
        bookmarks: The Singer state's bookmarks; called when something is read.
        announcements: What notifications have told, if there are any; called when needed.
        habits: How to read.
        now: The machine's clock, UTC.
        logger: Tells why an entity is read whole again.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        sessions: Callable[[], Sequence[Session]],
        bookmarks: Callable[[], dict[str, Any]],
        announcements: Callable[[], Announcements | None],
        habits: Habits,
        *,
        now: Callable[[], dt.datetime],
        logger: logging.Logger,
    ) -> None:
        self._sessions = sessions
        self._bookmarks = bookmarks
        self._announcements = announcements
        self._habits = habits
        self._now = now
        self._logger = logger
        self._known: dict[Entity, Family] = {}
        self._feeds: dict[str, ChangeFeed] = {}
        self._readings: dict[str, Reading] = {}
        self._drains: dict[str, Drain] = {}
        self._prepared = False

    @property
    def sessions(self) -> Sequence[Session]:
        """One for each company."""
        return self._sessions()

    @property
    def announcements(self) -> Announcements | None:
        """What notifications have told; None where there are none."""
        return self._announcements()

    def of(self, entity: Entity) -> Family:
        """An entity's reader."""
        if entity not in self._known:
            self._known[entity] = Family(
                entity, self, self._habits, now=self._now, logger=self._logger
            )
        return self._known[entity]

    def prepare(self) -> None:
        """Let every selected entity decide what it owes, once."""
        if self._prepared:
            return
        self._prepared = True
        bookmarks = self._bookmarks()
        for entity, family in self._known.items():
            if family.selected():
                family.prepare(bookmarks.setdefault(entity.stream, {}))

    def feed(self, session: Session, entity: Entity) -> ChangeFeed:
        """The changes of a company, among them those of an entity."""
        realm_id = session.realm_id
        if realm_id not in self._feeds:
            self._feeds[realm_id] = ChangeFeed(session, self._followed(realm_id, self._known))
        if not self._feeds[realm_id].tells(entity):
            # Read whole until a moment ago, the rest of what an earlier run began.
            return ChangeFeed(session, self._followed(realm_id, [entity]))
        return self._feeds[realm_id]

    def _followed(self, realm_id: str, entities: Iterable[Entity]) -> dict[Entity, dt.datetime]:
        """Instants from which on changes of entities are wanted."""
        families = [self._known[entity] for entity in entities]
        return {
            family.entity: since
            for family in families
            if family.entity.cdc and family.selected() and family.sweeps(realm_id)
            if (since := family.since(realm_id)) is not None
        }

    def drain(self, session: Session) -> Drain:
        """Fetches what notifications have told of a company."""
        if session.realm_id not in self._drains:
            told = {
                entity: found
                for entity, family in self._known.items()
                if family.selected() and (found := family.announced(session.realm_id))
            }
            self._drains[session.realm_id] = Drain(session, told)
        return self._drains[session.realm_id]

    def reading(self, session: Session, wanted: Wanted) -> Reading:
        """A reading of a company that brings an entity whole: of all entities, or of one alone."""
        realm_id, size = session.realm_id, self._habits.page_size
        if realm_id not in self._readings:
            # In the order streams are synced: what is read together is soon written.
            families = sorted(
                (family for family in self._known.values() if family.selected()),
                key=lambda family: min(family.selected()),
            )
            owed = [found for family in families if (found := family.wanted(realm_id)) is not None]
            self._readings[realm_id] = Reading(session, owed, page_size=size)
        if self._readings[realm_id].owes(wanted):
            return self._readings[realm_id]
        return Reading(session, [wanted], page_size=size)
