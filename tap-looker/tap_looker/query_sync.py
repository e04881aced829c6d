"""The sync of one query stream: a full refresh, or what has come since a value."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.values import ValueScale, ValueSync

from tap_looker.decoder import RowDecoder
from tap_looker.errors import stream_error
from tap_looker.keys import KeyCheck
from tap_looker.query import UNLIMITED, custom_types
from tap_looker.reader import QueryReader, Slicing
from tap_looker.resolve import resolve
from tap_looker.schema import described

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from singer_erp.looker.instance import Instance
    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.options import SyncOptions
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import StateStore

    from tap_looker.definitions import Definition
    from tap_looker.resolve import Resolved
    from tap_looker.runs import Runner
    from tap_looker.schema import FieldColumn

log = logging.getLogger(__name__)

_NUMBERS = {"integer", "number"}


@dataclass(frozen=True)
class StreamSelection:
    """What the catalog says of a query stream.

    Attributes:
        schema: Its JSON schema.
        selected: Names of the columns to write.
        primary_keys: Columns of the key.
        replication_key: Column that is followed; None for a full refresh.
    """

    schema: Mapping[str, Any]
    selected: Collection[str]
    primary_keys: Sequence[str]
    replication_key: str | None


class QuerySync:
    """Reads one query stream as the instance has it when its turn comes.

    Args:
        store: The states of the run.
        definition: The stream.
        selection: What the catalog says of it.
        instance: The instance.
        runner: Runs queries.
        options: How the run reads.
        naming: The setting `column_names`.
        task_rows: The setting `query_task_rows`.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        store: StateStore,
        definition: Definition,
        selection: StreamSelection,
        *,
        instance: Instance,
        runner: Runner,
        options: SyncOptions,
        naming: str,
        task_rows: int,
    ) -> None:
        self._store = store
        self._definition = definition
        self._selection = selection
        self._instance = instance
        self._runner = runner
        self._options = options
        self._naming = naming
        self._task_rows = task_rows

    def pages(self) -> Iterator[Page]:
        """Yield everything this run has to write."""
        name = self._definition.name
        resolved = resolve(self._instance, self._definition, self._naming)
        columns = described(name, dict(self._selection.schema))
        self._check(columns, resolved)
        state = self._store.load(name)
        reader = self._reader(
            resolved, columns, as_task=(state.record_count or 0) >= self._task_rows
        )
        yield from self._sync(reader, resolved).pages()
        state.record_count = reader.rows
        self._store.save(name)

    def _check(self, columns: Sequence[FieldColumn], resolved: Resolved) -> None:
        """Compare the catalog with the query.

        Raises:
            StreamError: A selected column is not there any more, or the values that are followed
                have another type.
        """
        name, fields = self._definition.name, set(resolved.query.fields)
        chosen = [one for one in columns if one.name in self._selection.selected]
        if missing := [one.field for one in chosen if one.field not in fields]:
            raise stream_error(
                f"'{name}' could not be read: its query has no field {', '.join(missing)}",
                "Run discovery again, or let the query have the field again",
            )
        kinds = {one.field: one.kind for one in columns}
        kind = kinds.get(resolved.sliced_by, resolved.slice_kind)
        if kind != resolved.slice_kind and {kind, resolved.slice_kind} != _NUMBERS:
            raise stream_error(
                f"'{name}' could not be read: {resolved.sliced_by} is a {resolved.slice_kind}, and "
                f"a {kind} in the catalog",
                "Run discovery again",
            )
        if new := sorted(fields - {one.field for one in columns}):
            log.warning("'%s' has fields that are not in the catalog: %s", name, ", ".join(new))

    def _reader(
        self, resolved: Resolved, columns: Sequence[FieldColumn], *, as_task: bool
    ) -> QueryReader:
        definition, query = self._definition, resolved.query
        sliced_by = resolved.sliced_by
        keys = [one.field for one in resolved.columns if one.name in resolved.primary_keys]
        slicing = None
        if sliced_by:
            query = query.sorted_by([sliced_by, *(key for key in keys if key != sliced_by)])
            rows = self._options.page_size if definition.sliced_by else UNLIMITED
            slicing = Slicing(sliced_by, resolved.slice_kind, rows, is_key=keys == [sliced_by])
        decoder = RowDecoder(
            definition.name,
            columns,
            self._selection.selected,
            sliced_by=sliced_by,
            zones=self._zones(columns, resolved),
            clean=self._instance.clean,
        )
        primary_keys = self._selection.primary_keys
        key_check = partial(
            KeyCheck,
            decoder.record_type,
            primary_keys,
            is_unique=resolved.is_unique(primary_keys),
        )
        return QueryReader(
            self._runner,
            query,
            decoder,
            key_check=key_check,
            labels=_labels(resolved),
            slicing=slicing,
            as_task=as_task,
            clean=self._instance.clean,
        )

    def _zone(self, field: str, resolved: Resolved) -> dt.tzinfo:
        """Return the zone in which Looker writes a field; UTC if it does not convert it."""
        known = resolved.known.get(field)
        is_converted = known is None or known.convert_tz is not False
        return ZoneInfo(self._definition.query_timezone) if is_converted else dt.UTC

    def _zones(self, columns: Sequence[FieldColumn], resolved: Resolved) -> dict[str, dt.tzinfo]:
        """Return the zone of timestamps that Looker has converted to another one than UTC."""
        if self._definition.query_timezone == "UTC":
            return {}
        return {
            one.field: self._zone(one.field, resolved) for one in columns if one.kind == "timestamp"
        }

    def _sync(self, reader: QueryReader, resolved: Resolved) -> Sync:
        definition, options = self._definition, self._options
        key = self._selection.replication_key
        if key is None:
            bookmark = Bookmark(
                self._store,
                definition.name,
                replication_key=None,
                lookback=options.lookback,
                start=None,
            )
            return IncrementalSync(bookmark, lambda _: reader.pages(), self._instance.now)
        lookback = max(options.lookback, dt.timedelta(seconds=definition.lookback_seconds))
        zone = self._zone(resolved.sliced_by, resolved)
        scale = ValueScale(resolved.slice_kind, lookback, zone)
        return ValueSync(
            self._store,
            definition.name,
            replication_key=key,
            scale=scale,
            read=reader.read,
            start=options.start,
            now=self._instance.now,
        )


def _labels(resolved: Resolved) -> dict[str, str]:
    """Return the label of each field, which is the header of `csv`."""
    custom = custom_types(resolved.query)
    return {
        field: (resolved.known[field].label if field in resolved.known else None)
        or str(custom.get(field, {}).get("label") or field)
        for field in resolved.query.fields
    }
