"""The comparison of every column reports a mistake in any of them.

Mutants swap the sources of two columns, drop a column's value or rename a column.
"""

from __future__ import annotations

import copy
import random
import re

import pytest
from singer_erp.testing import normalized
from tap_netsuite.query import TableQuery
from tap_netsuite.streams import TABLES

SEED, MUTANTS = 7, 20
STREAMS = [table.name for table in TABLES if not table.table.startswith("(")]


@pytest.mark.parametrize("number", range(MUTANTS))
def test_a_mutant_of_a_column_is_reported(
    monkeypatch,
    shared_sandbox,
    run,
    catalog,
    warehouse,
    assert_equals_source,
    expected_rows,
    number,
):
    stream, kind, columns = _mutant(shared_sandbox, catalog, expected_rows, number)
    mutated = _apply(monkeypatch, catalog, stream, kind, columns)
    read = {stream, "transactions"} if stream.startswith("transaction_") else {stream}

    config = shared_sandbox.netsuite.config()
    warehouse.load(run(config, streams=read, catalog=mutated))

    with pytest.raises(AssertionError, match=rf"{stream} .* {columns[0]}: "):
        assert_equals_source(warehouse, shared_sandbox, [stream])


def _mutant(sandbox, catalog, expected_rows, number):
    """Draw a stream, a kind of mutant, and columns whose values would differ."""
    dice = random.Random(SEED * 1000 + number)
    kind = ("swap", "drop", "rename")[number % 3]
    entries = {entry["tap_stream_id"]: entry for entry in catalog["streams"]}
    while True:
        stream = dice.choice([name for name in STREAMS if name in entries])
        properties = entries[stream]["schema"]["properties"]
        # Filters and rules of deletion depend on these.
        needed = {*entries[stream]["key_properties"], "set_read_at", "_other", "action", "type"}
        columns = [c for c in properties if c not in needed and "modified" not in c]
        one, other = dice.sample(columns, 2) if len(columns) > 1 else (None, None)
        if one is None or (kind == "swap" and properties[one] != properties[other]):
            continue
        second = other if kind == "swap" else None
        if any(_differs(row, one, second) for row in expected_rows(sandbox, stream).values()):
            return stream, kind, [one] + [second] * (second is not None)


def _differs(row, one, other):
    return normalized(row[one]) != (normalized(row[other]) if other else None)


def _apply(monkeypatch, catalog, stream, kind, names):
    """Put a mistake into the queries of a stream, and return the catalog to run with."""
    mutated = copy.deepcopy(catalog)
    page, one = TableQuery.page, names[0]
    aliases = {one: names[1], names[1]: one} if kind == "swap" else {one: f"{one}_dropped"}
    if kind == "rename":
        aliases = {}
        [entry] = [e for e in mutated["streams"] if e["tap_stream_id"] == stream]
        properties = entry["schema"]["properties"]
        properties[f"{one}_renamed"] = properties.pop(one)

    def with_mistake(query, part, size):
        statement = page(query, part, size)
        if query._table.name != stream:
            return statement
        statement = statement.replace(f"t.{one}_renamed", f"t.{one}")
        return re.sub(
            r" AS (\w+)(?=,| FROM)",
            lambda alias: f" AS {aliases.get(alias[1], alias[1])}",
            statement,
        )

    monkeypatch.setattr(TableQuery, "page", with_mistake)
    return mutated
