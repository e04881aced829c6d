"""Reads the result of a query; one beyond a limit, or near a cap, is read in slices.

Looker has no paging of results, and where a user lacks the permission to download all rows, it
returns the first ones without saying so. A result that may have been truncated is complete up to
the last value of the field by which it is sorted: that value is read again, with what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.sync.page import Page
from singer_erp.sync.values import ValuedPage

from tap_looker.decoder import Rows
from tap_looker.errors import stream_error
from tap_looker.query import from_value, without_value
from tap_looker.results import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tap_looker.decoder import RowDecoder
    from tap_looker.keys import KeyCheck
    from tap_looker.query import Query
    from tap_looker.runs import Result, Runner

# Caps that are known: of the interface, of users without `download_without_limit`, of Looks.
_CAPS = {500, 5_000, 50_000, 100_000}
# A sliced result costs one more query to be sure of.
_ROUND = 500
_GROWTH = 10
_ALL = 1_000_000_000


@dataclass(frozen=True)
class Slicing:
    """How a result is read in parts.

    Attributes:
        field: The field.
        kind: Kind of its values.
        rows: Maximum rows of a query; `UNLIMITED` for all.
        is_key: Whether it is the primary key, and never null.
    """

    field: str
    kind: str
    rows: int
    is_key: bool


class QueryReader:
    """Reads one stream.

    Args:
        runner: Runs queries.
        query: The query.
        decoder: Decodes its rows.
        key_check: Returns what checks the primary keys of one result.
        labels: Label by field.
        slicing: How it is read in parts; None if it cannot be.
        as_task: Whether it is run as query tasks.
        clean: Removes secrets from a text of Looker's.

    Attributes:
        rows: Rows read so far.
    """

    def __init__(  # noqa: PLR0913  # values instead of the tap
        self,
        runner: Runner,
        query: Query,
        decoder: RowDecoder,
        *,
        key_check: Callable[[], KeyCheck],
        labels: Mapping[str, str],
        slicing: Slicing | None,
        as_task: bool,
        clean: Callable[[str], str],
    ) -> None:
        self.rows = 0
        self._runner = runner
        self._query = query
        self._decoder = decoder
        self._key_check = key_check
        self._labels = labels
        self._slicing = slicing
        self._as_task = as_task
        self._clean = clean

    def pages(self) -> Iterator[Page]:
        """Yield all rows."""
        for found in self.read(None):
            yield found.page

    def read(self, since: Any) -> Iterator[ValuedPage]:
        """Yield the rows with a value at or after one, or all rows.

        Raises:
            StreamError: The result is truncated and cannot be read in parts.
        """
        slicing = self._slicing
        if slicing is None:
            yield from self._whole()
            return
        query, value, limit = self._query, since, slicing.rows
        reads_nulls = since is None and not slicing.is_key
        while True:
            part = query if value is None else query.where(slicing.field, from_value(value))
            one = _Slice(part.with_limit(limit))
            yield from self._slice(one)
            if not one.is_suspicious:
                # A query without a condition includes them.
                reads_nulls = reads_nulls and value is not None
                break
            if one.is_single and one.count != limit:
                raise self._truncated(one.count)
            if one.is_single:
                limit *= _GROWTH  # it is smaller than the rows of one value
            elif one.last is None:
                break  # they come last
            elif one.last == value:
                raise self._truncated(one.count)  # its condition has no effect
            else:
                value = one.last
                reads_nulls = reads_nulls and not one.starts_with_null
        if reads_nulls:
            yield from self._nulls(slicing)

    def _nulls(self, slicing: Slicing) -> Iterator[ValuedPage]:
        """Yield the rows without a value, which no condition on it includes."""
        query = self._query.where(slicing.field, without_value(slicing.kind))
        one = _Slice(query.with_limit(_ALL))
        yield from self._slice(one)
        if one.is_suspicious:
            raise self._truncated(one.count)

    def _whole(self) -> Iterator[ValuedPage]:
        one = _Slice(self._query)
        yield from self._parts(one)
        limit = self._query.limit
        if one.count in _CAPS and one.count != limit:
            raise self._truncated(one.count)

    def _slice(self, one: _Slice) -> Iterator[ValuedPage]:
        """Yield the rows of a slice but those of its last value, unless all rows are there."""
        held: tuple[Page, Rows] | None = None
        for found in self._parts(one):
            [(_, records)] = found.page.rows
            rows = Rows(records, found.values)
            if held is not None:
                rows = Rows([*held[1].records, *rows.records], [*held[1].values, *rows.values])
            cut = one.cut(rows.values)
            held = (found.page, Rows(rows.records[cut:], rows.values[cut:]))
            if cut:
                yield _page(found.page, Rows(rows.records[:cut], rows.values[:cut]))
        if held is not None and not one.is_suspicious:
            yield _page(*held)

    def _parts(self, one: _Slice) -> Iterator[ValuedPage]:
        keys = self._key_check()
        result = self._runner.run(one.query, as_task=self._as_task)
        with result.file as file:
            for rows in read_rows(
                file,
                self._runner.result_format,
                self._decoder,
                labels=self._labels,
                clean=self._clean,
            ):
                keys.check(rows.records)
                one.count += len(rows.records)
                self.rows += len(rows.records)
                if rows.records:
                    yield self._valued(result, rows)

    def _valued(self, result: Result, rows: Rows) -> ValuedPage:
        entry = (self._decoder.record_type, rows.records)
        return ValuedPage(Page([entry], result.extracted_at, result.request_id), rows.values)

    def _truncated(self, count: int) -> Exception:
        stream = self._decoder.record_type.stream
        if self._slicing is not None:
            advice = (
                f"More rows than that have one value of {self._slicing.field}: slice by another "
                "field, or raise `page_size`; without `download_without_limit`, Looker returns "
                "5,000 rows"
            )
        else:
            advice = (
                "Set `slice_by` to a time, date or number of the query, or give the API user the "
                "permission `download_without_limit`"
            )
        return stream_error(
            f"'{stream}' is not complete: Looker returned {count} rows, one of its limits", advice
        )


class _Slice:
    """What is known of a result while it is read.

    Args:
        query: The query.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self.count = 0
        self.last: Any = None
        self.starts_with_null = False
        self.is_single = True

    @property
    def is_suspicious(self) -> bool:
        """Whether rows may be missing.

        Rows of one value cannot be read again without the first of them: there, only a known cap is
        taken for one.
        """
        is_limited = 0 < self.query.limit <= self.count
        if self.is_single and not is_limited:
            return self.count in _CAPS
        return is_limited or (self.count > 0 and self.count % _ROUND == 0)

    def cut(self, values: Any) -> int:
        """Return the position of the first row with the last value."""
        self.starts_with_null = self.starts_with_null or values[0] is None
        self.last = values[-1]
        cut = len(values)
        while cut and values[cut - 1] == self.last:
            cut -= 1
        self.is_single = self.is_single and not cut
        return cut


def _page(page: Page, rows: Rows) -> ValuedPage:
    [(record_type, _)] = page.rows
    entry = (record_type, rows.records)
    return ValuedPage(Page([entry], page.extracted_at, page.request_id), rows.values)
