"""The comparison of every column reports a mistake in any of them.

Mutants swap the sources of two columns, drop a column's value or rename a column.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from singer_erp.testing import normalized
from tap_quickbooks.schema import SIBLINGS

SEED, MUTANTS = 11, 20


@pytest.fixture(scope="module")
def sandbox(complete_sandbox):
    return complete_sandbox


@pytest.fixture(scope="module")
def rows(sandbox, expected_rows_of):
    """Expected rows by stream."""
    return expected_rows_of(sandbox)


def test_every_column_has_a_value_in_the_company(rows):
    """Otherwise a mistake in it would not show."""
    columns, with_value = set(), set()
    for stream, found in rows.items():
        part = re.search("tax_lines|lines|linked_transactions|$", stream)[0]
        columns |= {(part or stream, column) for column in found[0]}
        with_value |= {
            (part or stream, c) for row in found for c, v in row.items() if v is not None
        }

    # Exchange rates have no time of creation.
    assert columns - with_value <= {("exchange_rates", "create_time")}


def test_every_column_of_every_stream_is_as_expected(run, warehouse, assert_equals_source):
    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize("number", range(MUTANTS))
def test_a_mutant_of_a_column_is_reported(
    monkeypatch, run, warehouse, assert_equals_source, rows, parents, number
):
    stream, kind, columns = _mutant(rows, number)
    _apply(monkeypatch, stream, kind, columns)

    warehouse.load(run(streams=[stream, parents.get(stream, stream)]))

    with pytest.raises(AssertionError, match=rf"{stream} .* {columns[0]}: "):
        assert_equals_source(warehouse, streams=[stream])


def _mutant(rows, number):
    """Draw a stream, a kind of mutant, and columns whose values would differ."""
    dice = random.Random(SEED * 1000 + number)
    kind = ("swap", "drop", "rename")[number % 3]
    while True:
        stream = dice.choice(sorted(rows))
        _, sibling = SIBLINGS[stream]
        keys = {*sibling.primary_keys, "sync_token", "is_deleted"}
        columns = [column for column in sibling.columns if column.name not in keys]
        one = dice.choice(columns)
        others = [c for c in columns if c.kind == one.kind and c is not one]
        other = dice.choice(others) if kind == "swap" and others else None
        if kind == "swap" and other is None:
            continue
        if any(_differs(row, one.name, other and other.name) for row in rows[stream]):
            return stream, kind, [c.name for c in (one, other) if c]


def _differs(row, one, other):
    return normalized(row[one]) != (normalized(row[other]) if other else None)


def _apply(monkeypatch, stream, kind, names):
    """Put a mistake into the tap's table of columns."""
    entity, sibling = SIBLINGS[stream]
    columns = {column.name: column for column in sibling.columns}
    one = columns[names[0]]
    if kind == "swap":
        other = columns[names[1]]
        columns[one.name] = replace(other, name=one.name)
        columns[other.name] = replace(one, name=other.name)
    elif kind == "drop":
        columns[one.name] = replace(one, value=lambda _: None)
    else:
        columns[one.name] = replace(one, name=f"{one.name}_renamed")
    mutated = replace(sibling, columns=list(columns.values()))
    monkeypatch.setitem(SIBLINGS, stream, (entity, mutated))
