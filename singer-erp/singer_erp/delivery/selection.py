"""Which items a destination needs: not the unchanged, the outdated or the merged ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import (
    Document,
    Outcome,
    Row,
    WriteAction,
    by_part,
    digest_of,
    references,
    rejected,
    version_of,
)
from singer_erp.delivery.versions import is_older

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.audit.entries import Lost, Sent
    from singer_erp.delivery.destination import KnownRecords
    from singer_erp.delivery.records import Item

_LATER = "The input has a later record of the same key"
_LATER_VERSION = "The input has a later version of the record"
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
        complete: Returns the parts of which the input has all lines of a document, by object and
            normalized key: they may be gone.
    """

    def __init__(
        self,
        known: KnownRecords,
        normalize: Callable[[str, str], str],
        *,
        follow_merges: bool,
        force_update: bool,
        complete: Callable[[str, str], Collection[str]] = lambda _object, _key: (),
    ) -> None:
        self._known = known
        self._normalize = normalize
        self._follow_merges = follow_merges
        self._force_update = force_update
        self._incomplete: set[str] = set()
        self._complete = complete
        self._gone: dict[tuple[str, str], tuple[str, ...]] = {}
        self._lost: dict[str, dict[str, Lost]] = {}

    def select(self, obj: str, groups: Sequence[Sequence[Item]]) -> Selection:
        """Return what to do with the items of some keys of an object; those without come first."""
        keys = [self._normalize(obj, items[0].key) for items in groups]
        sent = by_key(self._known.last_sent(obj, [key for key in keys if key]))
        selection = Selection()
        for key, items in zip(keys, groups, strict=True):
            merged = self._merged(obj, key)
            if merged is not None:
                for item in items:
                    selection.drop(item, WriteAction.MERGED, _MERGED, merged.merged_id)
                continue
            latest = _latest(selection, items)
            if not key:
                # Of a flawed line without a key, the document is unknown: none is complete.
                self._incomplete.update(item.part for item in latest if item.flaw)
            selection.dropped += [item for item in latest if item.is_excluded]
            parts = [*by_part(item for item in latest if not item.is_excluded).values()]
            unknown = self._unknown((obj, key), latest, sent.get(key, {}))
            if not self._is_rejected(selection, parts, unknown):
                self._select_latest(selection, key, parts, sent.get(key, {}))
        return selection

    def _unknown(
        self, name: tuple[str, str], items: Sequence[Item], sent: Mapping[str, Sent]
    ) -> list[str]:
        """Return the streams of a document's last delivery of which it is unknown what they have.

        The input has no records of theirs, because they are gone or because it is not all. Save for
        its dead letters those streams that are known to be gone.
        """
        absent = _streams(gone(sent, items))
        complete = absent if self._force_update else {*self._complete(*name)}
        unsent = _streams(gone(sent, [item for item in items if not item.is_excluded]))
        if streams := unsent - (absent - complete):
            self._gone[name] = (*sorted(streams),)
        return [] if self._force_update else sorted(absent - (complete - self._incomplete))

    def _is_rejected(
        self, selection: Selection, parts: Sequence[Sequence[Item]], unknown: Sequence[str]
    ) -> bool:
        """Reject a document that lacks lines, or whose lines do not agree on the document."""
        items = [item for part in parts for item in part if item.line_key is not None]
        reason = ""
        if any(item.flaw for item in items):
            reason = "Another record of the document cannot be mapped"
        elif any(item.part in self._incomplete for item in items):
            reason = "A record of the stream cannot be mapped, and may belong to the document"
        elif fields := sorted({*_disagreements(parts)}):
            reason = f"The records of the document have several values of {', '.join(fields)}"
        elif items and unknown:
            reason = (
                f"The document was last sent with records of {', '.join(unknown)}, of which the "
                "input has none: send all its streams in one run or, if these records are gone, "
                "run once with `force_update`"
            )
        else:
            reason = next(filter(None, map(_missing_rows, parts)), "")
        if not reason:
            return False
        selection.dropped += items
        for item in items:
            if item.flaw:
                selection.outcomes.append((Row.of([item]), rejected("MAPPING", item.flaw)))
        if others := [item for item in items if not item.flaw]:
            selection.outcomes.append((Row.of(others), rejected("INCOMPLETE", reason)))
        return True

    def _select_latest(
        self,
        selection: Selection,
        key: str,
        parts: Sequence[Sequence[Item]],
        sent: Mapping[str, Sent],
    ) -> None:
        """Select the parts of one key; of a document, all or none."""
        states = [self._state(part, sent.get(part_of(part[0]))) for part in parts]
        if gone(sent, [part[0] for part in parts]):
            states = [None] * len(states)
        if any(part[0].line_key is not None for part in parts) and len({*states}) > 1:
            worst = WriteAction.SUPERSEDED if WriteAction.SUPERSEDED in states else None
            states = [worst] * len(states)
        for part, state in zip(parts, states, strict=True):
            last = sent.get(part_of(part[0]))
            if state is WriteAction.SUPERSEDED:
                for item in part:
                    selection.drop(item, state, _NEWER, last.destination_id if last else None)
                selection.outdated += 1
            elif state is WriteAction.UNCHANGED:
                selection.dropped += part
                version = version_of(part)
                if last and version and is_older(last.source_version, version):
                    name = part[0].object, key, part_of(part[0])
                    selection.newer.append((name, version))
        selection.unchanged += bool(parts) and {*states} == {WriteAction.UNCHANGED}

    def _state(self, part: Sequence[Item], last: Sent | None) -> WriteAction | None:
        """Return why a part is not sent; None if it is."""
        before = last.source_version if last else None
        # The version of a document also falls when its newest line is deleted at the source.
        has_version = part[0].line_key is None and not self._force_update
        if has_version and is_older(version_of(part), before):
            return WriteAction.SUPERSEDED
        return WriteAction.UNCHANGED if self._is_unchanged(part, last) else None

    def _is_unchanged(self, part: Sequence[Item], last: Sent | None) -> bool:
        item = part[0]
        if last is None:
            # A reference that was never set needs no clearing.
            return item.stage > 0 and not any(references(item.values))
        if self._force_update or last.pending_run is not None or last.digest != digest_of(part):
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

    def document_of(self, item: Item) -> Document | None:
        """Return the document of a line; None for other records."""
        if item.line_key is None:
            return None
        name = item.object, self._normalize(item.object, item.key)
        return Document(*name, gone=self._gone.get(name, ()))

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


def supersede(versions: Sequence[Item]) -> Selection:
    """Drop the items of one source row that a later one supersedes, whatever their keys are.

    A record that is no line and has another key now is another record.
    """
    selection = Selection()
    latest = versions[0]
    for item in versions:
        if not is_older(item.source_version, latest.source_version):
            latest = item
    if latest.line_key is not None or latest.is_excluded:
        for item in versions:
            if item is latest:
                continue
            if item.is_excluded:
                selection.dropped.append(item)
            else:
                selection.drop(item, WriteAction.SUPERSEDED, _LATER_VERSION, None)
    return selection


def _latest(selection: Selection, items: Sequence[Item]) -> list[Item]:
    """Return the latest item of each part, or of each line; the others are superseded."""
    latest: dict[tuple[str, str | None], Item] = {}
    for item in items:
        name = item.part, item.line_key
        other = latest.get(name)
        if other is not None and is_older(item.source_version, other.source_version):
            item, other = other, item  # noqa: PLW2901  # the other one is kept
        if other is not None:
            selection.drop(other, WriteAction.SUPERSEDED, _LATER, None)
        latest[name] = item
    return [*latest.values()]


def _disagreements(parts: Sequence[Sequence[Item]]) -> Iterator[str]:
    """Yield the fields of documents that have different values in their lines, or streams."""
    documents = [part for part in parts if part[0].line_key is not None]
    for part in documents:
        first = part[0].values
        for name in {name: None for item in part for name in item.values}:
            if any(item.values.get(name) != first.get(name) for item in part[1:]):
                yield name
    together: dict[str, Any] = {}
    for part in documents:
        for name, value in part[0].values.items():
            if together.setdefault(name, value) != value:
                yield name


def _missing_rows(part: Sequence[Item]) -> str:
    """Return how the number of a document's records differs from what they say; "" if not."""
    expected = {item.rows for item in part}
    if expected == {None} or expected == {len(part)}:
        return ""
    said = " or ".join(str(number) for number in sorted(expected, key=str))
    return f"The document has {said} records by `rows`, and the input has {len(part)}"


def part_of(item: Item) -> str:
    """Return the name under which a part is recorded: its mapping and its stage."""
    return f"{item.part}/{item.stage}"


def gone(sent: Iterable[str], items: Sequence[Item]) -> list[str]:
    """Return the recorded parts of a document that it no longer has; records keep theirs."""
    names = {part_of(item) for item in items if item.line_key is not None}
    stages = {name.rpartition("/")[2] for name in names}
    return [name for name in sent if name.rpartition("/")[2] in stages and name not in names]


def _streams(parts: Iterable[str]) -> set[str]:
    """Return the streams of recorded parts."""
    return {part.rpartition("/")[0] for part in parts}


def by_key(sent: Mapping[tuple[str, str], Sent]) -> dict[str, dict[str, Sent]]:
    """Return what is known of some keys by key, then by part."""
    found: dict[str, dict[str, Sent]] = {}
    for (key, part), entry in sent.items():
        found.setdefault(key, {})[part] = entry
    return found
