"""Which items a destination needs: not the unchanged, the outdated or the merged ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, Row, WriteAction, references
from singer_erp.delivery.versions import is_older

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.audit.entries import Lost, Sent
    from singer_erp.delivery.destination import KnownRecords
    from singer_erp.delivery.records import Item

_LATER = "The input has a later record of the same key"
_NEWER = "A newer version of the record was sent before"
_MERGED = "Users merged the record into another one"


@dataclass
class Selection:
    """What a chunk of keys needs.

    Attributes:
        dropped: Items that are not sent.
        outcomes: The outcomes of those that are neither sent nor unchanged.
        unchanged: Number of keys with nothing to send.
        newer: Unchanged parts with a newer source version.
        outdated: Number of items older than what was sent before.
    """

    dropped: list[Item] = field(default_factory=list)
    outcomes: list[tuple[Row, Outcome]] = field(default_factory=list)
    unchanged: int = 0
    newer: list[tuple[Part, str]] = field(default_factory=list)
    outdated: int = 0

    def drop(self, item: Item, action: WriteAction, reason: str, record_id: str | None) -> None:
        """Drop an item with an outcome."""
        self.dropped.append(item)
        outcome = Outcome(action, destination_id=record_id, reason=reason)
        self.outcomes.append((Row.of([item]), outcome))


class Selector:
    """Compares items with what the destination has confirmed.

    Args:
        known: What the destination has confirmed.
        normalize: Returns a key of an object as the destination compares keys.
        follow_merges: Write to the record that a merged one was merged into.
        force_update: Select unchanged and outdated items too.
    """

    def __init__(
        self,
        known: KnownRecords,
        normalize: Callable[[str, str], str],
        *,
        follow_merges: bool,
        force_update: bool,
    ) -> None:
        self._known = known
        self._normalize = normalize
        self._follow_merges = follow_merges
        self._force_update = force_update
        self._lost: dict[str, dict[str, Lost]] = {}

    def select(self, obj: str, groups: Sequence[Sequence[Item]]) -> Selection:
        """Return what to do with the items of some keys of an object."""
        keys = [self._normalize(obj, items[0].key) for items in groups]
        sent = self._known.last_sent(obj, [key for key in keys if key])
        selection = Selection()
        for key, items in zip(keys, groups, strict=True):
            merged = self._merged(obj, key)
            if merged is not None:
                for item in items:
                    selection.drop(item, WriteAction.MERGED, _MERGED, merged.merged_id)
                continue
            self._select_latest(selection, key, _latest(selection, items), sent)
        return selection

    def _select_latest(
        self,
        selection: Selection,
        key: str,
        items: Sequence[Item],
        sent: dict[tuple[str, str], Sent],
    ) -> None:
        """Select the parts of one key."""
        same = 0
        for item in items:
            last = sent.get((key, part_of(item)))
            before = last.source_version if last else None
            if not self._force_update and is_older(item.source_version, before):
                record_id = last.destination_id if last else None
                selection.drop(item, WriteAction.SUPERSEDED, _NEWER, record_id)
                selection.outdated += 1
            elif self._is_unchanged(item, last):
                same += 1
                selection.dropped.append(item)
                if last and item.source_version and is_older(before, item.source_version):
                    part = item.object, key, part_of(item)
                    selection.newer.append((part, item.source_version))
        selection.unchanged += bool(items) and same == len(items)

    def _is_unchanged(self, item: Item, last: Sent | None) -> bool:
        if last is None:
            # A reference that was never set needs no clearing.
            return item.stage > 0 and not any(item.values.values())
        if self._force_update or last.pending_run is not None or last.digest != item.digest:
            return False
        return not any(
            lost is not None and (last.confirmed_at is None or last.confirmed_at <= lost.lost_at)
            for _, reference in references(item.values)
            for lost in [self._find_lost(reference["object"], reference["key"])]
        )

    def resolve(self, row: Row) -> Row:
        """Return a row whose references to merged records name the records they became."""
        changed = {}
        for name, reference in references(row.values):
            key = reference["key"]
            seen = {key}
            while lost := self._merged(reference["object"], key):
                key = str(lost.merged_key)
                if key in seen:
                    break
                seen.add(key)
            if key != reference["key"]:
                changed[name] = {**reference, "key": key}
        return replace(row, values=row.values | changed) if changed else row

    def explain(self, row: Row, outcome: Outcome) -> Outcome:
        """Return the outcome with the reason why its parent is missing, if users deleted it."""
        parents = [
            f"{reference['object']} {reference['key']}"
            for _, reference in references(row.values)
            if outcome.parent_missing and self._find_lost(reference["object"], reference["key"])
        ]
        if not parents:
            return outcome
        reason = (
            f"{outcome.reason}. Users have deleted {', '.join(parents)}: run the tap with "
            "--full-refresh to create it again"
        )
        return replace(outcome, reason=reason)

    def _merged(self, obj: str, key: str) -> Lost | None:
        lost = self._find_lost(obj, key) if self._follow_merges else None
        return lost if lost and lost.merged_key else None

    def _find_lost(self, obj: str, key: str) -> Lost | None:
        if obj not in self._lost:
            self._lost[obj] = self._known.lost(obj)
        # Most destinations have lost nothing.
        return self._lost[obj].get(self._normalize(obj, key)) if self._lost[obj] else None


def _latest(selection: Selection, items: Sequence[Item]) -> list[Item]:
    """Return the latest item of each part; the others are superseded."""
    latest: dict[str, Item] = {}
    for item in items:
        other = latest.get(item.part)
        if other is not None and is_older(item.source_version, other.source_version):
            item, other = other, item  # noqa: PLW2901  # the other one is kept
        if other is not None:
            selection.drop(other, WriteAction.SUPERSEDED, _LATER, None)
        latest[item.part] = item
    return [*latest.values()]


def part_of(item: Item) -> str:
    """Return the name under which a part is recorded: its mapping and its stage."""
    return f"{item.part}/{item.stage}"
