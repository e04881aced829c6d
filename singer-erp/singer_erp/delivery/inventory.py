"""Comparison of what was sent with what the destination has: deleted and merged records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from singer_erp.audit.entries import Lost
from singer_erp.database import naive
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    import datetime as dt
    import logging
    from collections.abc import Sequence

    from singer_erp.audit.sent import SentRecords
    from singer_erp.delivery.destination import Inventory, RemovalRecorder, Removed


@dataclass(frozen=True)
class Comparison:
    """The result of a comparison of one object.

    Attributes:
        records: Records that were confirmed before.
        deleted: Those that users deleted since.
        merged: Those that users merged since.
    """

    records: int
    deleted: int
    merged: int


class InventoryCheck:
    """Finds the records that users deleted or merged at the destination.

    A deleted record is created again when the source has it next. So is a merged one, unless
    merges are followed: then the record it was merged into takes its place.

    Args:
        inventory: The destination's records.
        known: What the destination has confirmed.
        run: Records what is found.
        follow_merges: Follow merges.
        log: The logger.
    """

    def __init__(
        self,
        inventory: Inventory,
        known: SentRecords,
        run: RemovalRecorder,
        *,
        follow_merges: bool,
        log: logging.Logger,
    ) -> None:
        self._inventory = inventory
        self._known = known
        self._run = run
        self._follow_merges = follow_merges
        self._log = log

    def check(self, obj: str, max_age: dt.timedelta) -> None:
        """Compare an object if the last comparison is too old, else read what was removed."""
        compared_at = self._known.compared_at(obj)
        if compared_at is None or naive(utc_now()) - compared_at >= max_age:
            self.compare(obj)
        else:
            self._record(obj, self._removed(obj))

    def compare(self, obj: str) -> Comparison:
        """Compare all confirmed records of an object with the destination's."""
        confirmed = self._known.destination_ids(obj)
        lost = self._removed(obj)
        if confirmed:
            found = {entry.key for entry in lost}
            records = self._inventory.records(obj)
            existing = {self._inventory.normalize(obj, key): id_ for key, id_ in records}
            lost += [
                Lost(obj, key, naive(utc_now()), id_)
                for key, id_ in confirmed.items()
                if key not in found and existing.get(key) != id_
            ]
        self._record(obj, lost)
        self._run.record_comparison(obj)
        merged = sum(entry.merged_id is not None for entry in lost)
        return Comparison(len(confirmed), len(lost) - merged, merged)

    def _removed(self, obj: str) -> list[Lost]:
        """Return what users removed and no run has seen yet."""
        removed = {self._inventory.normalize(obj, e.key): e for e in self._inventory.removed(obj)}
        if not removed:
            return []
        sent = self._known.last_sent(obj, [*removed])
        ids = {key: e.destination_id for (key, _), e in sent.items() if e.destination_id}
        lost = {
            key: Lost(obj, key, naive(utc_now()), entry.destination_id, entry.survivor_id)
            for key, entry in removed.items()
            if ids.get(key) == entry.destination_id
        }
        if self._follow_merges:
            lost |= self._unconfirmed_merges(obj, {k: removed[k] for k in removed.keys() - ids})
            self._follow(obj, lost, removed)
        return [*lost.values()]

    def _unconfirmed_merges(self, obj: str, removed: dict[str, Removed]) -> dict[str, Lost]:
        """Return merged records that this audit log does not know, and that do not exist again."""
        followed = {key for key, entry in self._known.lost(obj).items() if entry.merged_key}
        merged = {k: e for k, e in removed.items() if e.survivor_id and k not in followed}
        existing = self._inventory.existing(obj, [entry.key for entry in merged.values()])
        return {
            key: Lost(obj, key, naive(utc_now()), entry.destination_id, entry.survivor_id)
            for key, entry in merged.items()
            if key not in {self._inventory.normalize(obj, other) for other in existing}
        }

    def _follow(self, obj: str, lost: dict[str, Lost], removed: dict[str, Removed]) -> None:
        """Put the surviving records in the place of merged ones.

        A survivor without an external key receives the key of the merged record, and is its record
        from then on. One that has a key keeps its own values; references name it instead.
        """
        assigned: dict[str, str] = {}
        for key, entry in lost.items():
            survivor = entry.merged_id
            if survivor is None:
                continue
            other = removed[key].survivor_key or assigned.get(survivor)
            if other is None:
                assigned[survivor] = removed[key].key
            else:
                lost[key] = structs.replace(entry, merged_key=other)
        if not assigned:
            return
        # A killed run has forgotten what it sent, not that it must assign the key.
        self._run.record_lost([e for e in lost.values() if e.merged_id in assigned])
        for survivor, reason in self._inventory.assign_keys(obj, assigned).items():
            self._log.warning(
                "%s %s was merged into %s, which cannot take its key (%s): it is created again",
                obj,
                assigned[survivor],
                survivor,
                reason,
            )

    def _record(self, obj: str, lost: Sequence[Lost]) -> None:
        if not lost:
            return
        self._run.record_lost(lost)
        merged = sum(entry.merged_id is not None for entry in lost)
        advice = (
            "merged records are followed (`on_merge`)"
            if merged == len(lost) and self._follow_merges
            else "they are written again when the tap sends them; run the tap with --full-refresh "
            "to send all records now"
        )
        self._log.warning(
            "%s: users have deleted %d and merged %d of the records that were sent before: %s",
            obj,
            len(lost) - merged,
            merged,
            advice,
        )
