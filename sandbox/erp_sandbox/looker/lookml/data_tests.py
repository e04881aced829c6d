"""Data tests of a project: each runs a query and asserts something about every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.looker.expressions.grammar import ExpressionError, parse_expression
from erp_sandbox.looker.expressions.table import Table
from erp_sandbox.looker.lookml.model import Issue
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import QueryError
from erp_sandbox.looker.sql.tables import source_query
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from erp_sandbox.looker.lookml.model import DataTest, Project
    from erp_sandbox.looker.warehouse import Database


@dataclass(frozen=True)
class DataTestOutcome:
    """The outcome of a data test.

    Attributes:
        test: The test.
        assertions: The number of its assertions.
        errors: One issue for each that failed, or that of the query.
        failed: The number of failed assertions.
    """

    test: DataTest
    assertions: int
    errors: tuple[Issue, ...]
    failed: int

    @property
    def success(self) -> bool:
        """Whether everything holds."""
        return not self.errors


def run_data_test(
    project: Project,
    test: DataTest,
    warehouse: Database,
    now: datetime,
    user_attributes: Mapping[str, str],
) -> DataTestOutcome:
    """Return the outcome of a data test."""
    count = len(test.asserts)
    try:
        table = _table(project, test, warehouse, now, user_attributes)
        errors = tuple(_failures(test, table))
    except (ExpressionError, QueryError, WarehouseError) as error:
        return DataTestOutcome(test, count, (_issue(test, str(error)),), 0)
    return DataTestOutcome(test, count, errors, len(errors))


def _table(
    project: Project,
    test: DataTest,
    warehouse: Database,
    now: datetime,
    user_attributes: Mapping[str, str],
) -> Table:
    explore = project.models[test.model].explores.get(test.source.get("name", ""))
    if explore is None:
        raise QueryError(f"The explore of the test {test.name} is not known.")
    fields = {
        each["name"]: explore.full_name(each.get("field", each["name"]))
        for each in test.source.get("columns", [])
    }
    query = source_query(explore, test.source, list(dict.fromkeys(fields.values())))
    compiled = compile_query(explore, query, warehouse.dialect, now, user_attributes)
    rows = list(warehouse.rows(compiled))
    names = [column.name for column in compiled.columns]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return Table(len(rows), columns | {name: columns[field] for name, field in fields.items()})


def _failures(test: DataTest, table: Table) -> Iterator[Issue]:
    for name, expression in test.asserts:
        values = table.values(parse_expression(expression))
        failed = sum(1 for value in values if value is not True)
        if failed:
            rows = "row" if failed == 1 else "rows"
            yield _issue(test, f"Assertion {name} failed for {failed} {rows}.")


def _issue(test: DataTest, message: str) -> Issue:
    return Issue("error", "test", message, test.path, model=test.model, name=test.name)
