"""Random joins with random rows: each view's rows are aggregated once in every group."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import duckdb
import pytest
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.lookml.validation import validate
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query
from erp_sandbox.looker.warehouse import Warehouse

NOW = datetime(2026, 8, 19, tzinfo=UTC)
VIEWS = ("v0", "v1", "v2", "v3", "v4")
RELATIONSHIPS = ("many_to_one", "one_to_one", "one_to_many", "many_to_many")
VIEW = """
    view: {name} {{
        dimension: id {{ primary_key: yes type: number }}
        dimension: category {{ type: string }}
        {keys}
        dimension: value {{ type: number }}
        measure: count {{ type: count }}
        measure: total {{ type: sum sql: ${{value}} ;; }}
        measure: some {{ type: sum sql: ${{value}} ;; filters: [v0.category: "a"] }}
    }}
"""


class Joins:
    """A random tree of joins, and rows whose keys follow the relationships."""

    def __init__(self, seed, path):
        self.random = Random(seed)
        self.joins = [
            (view, self.random.choice(VIEWS[:at]), self.random.choice(RELATIONSHIPS))
            for at, view in enumerate(VIEWS)
            if at
        ]
        self.path = str(path / "joins.duckdb")
        with duckdb.connect(self.path) as connection:
            for view in VIEWS:
                self._fill(connection, view)
        (path / "m.model.lkml").write_text(self._lookml())

    def _fill(self, connection, view):
        keys = "".join(f", k{at} BIGINT" for at in range(len(self.joins)))
        connection.execute(
            f"CREATE TABLE {view} (id BIGINT, category VARCHAR, value DECIMAL(18, 2){keys})"
        )
        for number in range(self.random.randint(1, 12)):
            values = [self._key(view, join, number) for join in self.joins]
            row = [number, self.random.choice(("a", "b", None)), self._value(), *values]
            connection.execute(f"INSERT INTO {view} VALUES ({', '.join('?' * len(row))})", row)

    def _value(self):
        return self.random.choice((None, "0.10", "0.10", "99999999999999.99", "-3.33"))

    def _key(self, view, join, number):
        """The key of a row in a join: unique on the side that is one."""
        joined, parent, relationship = join
        parent_side, joined_side = relationship.split("_to_")
        side = {parent: parent_side, joined: joined_side}.get(view)
        return number if side == "one" else self.random.choice((None, *range(6)))

    def _lookml(self):
        keys = " ".join(f"dimension: k{at} {{ type: number }}" for at in range(len(self.joins)))
        views = "".join(VIEW.format(name=view, keys=keys) for view in VIEWS)
        joins = "".join(
            f"join: {view} {{ relationship: {relationship}"
            f" sql_on: ${{{parent}.k{at}}} = ${{{view}.k{at}}} ;; }}"
            for at, (view, parent, relationship) in enumerate(self.joins)
        )
        return f'connection: "c" {views} explore: v0 {{ {joins} }}'

    def joined(self, views):
        """The FROM clause of some views and those between them and the base view."""
        needed = set(views) | {"v0"}
        for view, parent, _ in reversed(self.joins):
            needed |= {parent} if view in needed else set()
        return "v0" + "".join(
            f" LEFT JOIN {view} ON {parent}.k{at} = {view}.k{at}"
            for at, (view, parent, _) in enumerate(self.joins)
            if view in needed
        )


@pytest.mark.parametrize("seed", range(12))
def test_each_row_counts_once_in_every_group(seed, tmp_path):
    joins = Joins(seed, tmp_path)
    project = load_project(tmp_path)
    assert not validate(project)
    warehouse = Warehouse(joins.path)
    explore = project.models["m"].explores["v0"]
    for _ in range(2):
        group = joins.random.choice(VIEWS)
        measured = joins.random.sample(VIEWS, joins.random.randint(1, 3))
        fields = [f"{group}.category"]
        fields += [f"{view}.{name}" for view in measured for name in ("count", "total", "some")]
        query = Query(model="m", view="v0", fields=fields)
        compiled = compile_query(explore, query, "duckdb", NOW, {})
        found = {row[0]: row[1:] for row in warehouse.rows(compiled)}
        source = joins.joined([group, *measured])
        expected = {}
        for view in measured:
            statement = f"""
                WITH joined AS (
                    SELECT {group}.category AS category, {view}.id AS id, {view}.value AS value,
                        bool_or(v0.category = 'a') AS chosen
                    FROM {source} GROUP BY ALL
                )
                SELECT category, count(id), coalesce(sum(value), 0),
                    coalesce(sum(value) FILTER (chosen), 0)
                FROM joined GROUP BY 1
            """
            for category, *values in warehouse.execute(statement):
                expected.setdefault(category, []).extend(values)
        assert found == {category: tuple(values) for category, values in expected.items()}
