"""Runs queries on the warehouse of their model."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.errors import ApiError, not_found
from erp_sandbox.looker.queries.cache import LARGEST, Cache
from erp_sandbox.looker.queries.result import Result, shown_calculation, shown_field
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query, QueryError
from erp_sandbox.looker.sql.results import is_streamable, run_query
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from erp_sandbox.looker.catalog import Source
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.lookml.model import Explore
    from erp_sandbox.looker.queries.options import RunOptions
    from erp_sandbox.looker.sql.query import Compiled
    from erp_sandbox.looker.store import Row
    from erp_sandbox.looker.users import User

    Rows = Iterable[Sequence[Any]]

_DEFINITION = {field.name for field in msgspec.structs.fields(Query)}


@dataclass(frozen=True)
class _Job:
    """One query on its Explore."""

    source: Source
    explore: Explore
    user: User
    query: Row
    limit: int


class Runner:
    """Runs queries.

    Args:
        instance: The instance.

    Attributes:
        cache: The result cache.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.cache = Cache(instance.clock)

    def run(self, user: User, query: Row, options: RunOptions) -> Result:
        """Return the result of a query.

        Args:
            user: Whose permissions and attributes apply.
            query: The definition, as `saved.definition` returns it.
            options: How it is run.

        Raises:
            ApiError: 400, if the query is not valid; 404, if the user may not run it.
        """
        job, started = self._job(user, query, options), time.perf_counter()
        result = self._result(job, options)
        self._instance.activity.ran(user, result, time.perf_counter() - started)
        return result

    def sql(self, user: User, query: Row, options: RunOptions) -> str:
        """Return the SQL of a query without running it.

        Raises:
            ApiError: See `run`.
        """
        return self._compiled(self._job(user, query, options)).sql

    def _job(self, user: User, query: Row, options: RunOptions) -> _Job:
        if not user.may("access_data"):
            raise not_found()
        source, model = self._instance.catalog.model(user, query["model"])
        explore = self._instance.catalog.explore(user, model, query["view"])
        if explore is None:
            raise ApiError(400, "View Not Found")
        return _Job(source, explore, user, query, self._limit(user, query, options))

    def _limit(self, user: User, query: Row, options: RunOptions) -> int:
        """Return the rows of a result at most; -1 for all."""
        limits = self._instance.limits
        limit = options.limit
        if limit is None:
            text = query["limit"]
            try:
                limit = int(text) if text else limits.default_limit
            except ValueError:
                raise ApiError(400, f"The limit {text!r} is not a number") from None
        if user.may("download_without_limit") or 0 <= limit <= limits.capped_rows:
            return limit
        if limits.cap_fails:
            raise ApiError(400, f"The row limit is {limits.capped_rows}")
        return limits.capped_rows

    def _definition(self, job: _Job) -> Query:
        if job.query["filter_config"]:
            raise ApiError(400, "filter_config must be null")
        body = {name: value for name, value in job.query.items() if name in _DEFINITION}
        return Query(**{**body, "limit": str(job.limit)})

    def _compiled(self, job: _Job) -> Compiled:
        dialect, now = job.source.warehouse.dialect, self._instance.clock.now()
        try:
            return compile_query(
                job.explore, self._definition(job), dialect, now, job.user.attributes
            )
        except QueryError as error:
            raise ApiError(400, str(error)) from None

    def _result(self, job: _Job, options: RunOptions) -> Result:
        result = Result(
            query=job.query,
            explore=job.explore,
            options=options,
            columns=(),
            sql="",
            ran_at=self._instance.store.now(),
            shows_sql=job.user.may("see_sql"),
        )
        if not is_streamable(self._definition(job)):
            return self._computed(job, result)
        compiled = self._compiled(job)
        columns = tuple(shown_field(column) for column in compiled.columns)
        result = replace(result, sql=compiled.sql, columns=columns)
        try:
            rows, ran_at = self._rows(job, compiled, options)
        except WarehouseError as error:
            return _failed(result, error)
        if ran_at:
            result = replace(result, source="cache", ran_at=ran_at)
        return replace(result, rows=rows)

    def _computed(self, job: _Job, result: Result) -> Result:
        """Return a result that is more than the rows of its statement; it is not cached."""
        now = self._instance.clock.now()
        try:
            self._fail()
            made = run_query(
                job.explore, self._definition(job), job.source.warehouse, now, job.user.attributes
            )
        except QueryError as error:
            raise ApiError(400, str(error)) from None
        except WarehouseError as error:
            return _failed(result, error)
        fields = [shown_field(column) for column in made.columns if not column.pivoted]
        columns = (*fields, *(shown_calculation(each) for each in made.calculations))
        names = [column.name for column in columns]
        return replace(
            result,
            sql=made.sql,
            columns=columns,
            rows=[[row[name] for name in names] for row in made.rows],
            pivots=made.pivots if job.query["pivots"] else None,
            pivoted=tuple(shown_field(column) for column in made.columns if column.pivoted),
            totals=None if made.totals is None else [made.totals.get(name) for name in names],
            truncated=made.columns_truncated,
        )

    def _rows(self, job: _Job, compiled: Compiled, options: RunOptions) -> tuple[Rows, str]:
        """Return the rows of a statement, and when it ran if they are cached."""
        cached = self.cache.find(compiled.sql) if options.cached else None
        if cached is not None:
            return cached[1], self._instance.store.text(cached[0])
        if options.cache_only:
            raise not_found()
        limits = self._instance.limits
        rows = iter(job.source.warehouse.rows(compiled))
        if limits.sql_errors and limits.sql_error_after:
            return self._failing_late(rows), ""
        self._fail()
        first = list(itertools.islice(rows, LARGEST + 1))
        if len(first) <= LARGEST:
            self.cache.add(compiled.sql, job.explore.model, first)
            return first, ""
        return itertools.chain(first, rows), ""

    def _fail(self) -> None:
        """Raise the error that a test has put in."""
        limits = self._instance.limits
        if limits.sql_errors:
            limits.sql_errors -= 1
            raise WarehouseError(limits.sql_error)

    def _failing_late(self, rows: Iterator[Any]) -> Iterator[Any]:
        yield from itertools.islice(rows, self._instance.limits.sql_error_after)
        self._fail()


def _failed(result: Result, error: WarehouseError) -> Result:
    return replace(result, error=f"SQL Error: {error}")
