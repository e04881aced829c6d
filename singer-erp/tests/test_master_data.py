"""`singer-erp master-data`: rows of the mart as lines, and an exit code."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner
from singer_erp.cli import main

ROWS = [
    ("netsuite", "missing_in_erp", "vendor", "V-9"),
    ("netsuite", "missing_in_warehouse", "account", "6100"),
    ("oracle_fusion", "named_otherwise", "cost_center", "100"),
]


@pytest.fixture
def run(tmp_path):
    """A function that runs the command over a warehouse with the rows above."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema finance; create table finance.master_data_check (source_system text,"
            " source_account text, finding text, member_type text, member_number text,"
            " erp_status text, erp_name text, warehouse_status text, warehouse_name text,"
            " last_used_date date, member_key text)"
        )
        for source, *row in ROWS:
            connection.execute(
                "insert into finance.master_data_check (source_system, source_account, finding,"
                " member_type, member_number, last_used_date)"
                " values (?, 'a', ?, ?, ?, '2026-01-31')",
                [source, *row],
            )

    def run(*options):
        outcome = CliRunner().invoke(main, ["master-data", "--warehouse", str(path), *options])
        return outcome, [json.loads(line) for line in outcome.stdout.splitlines()]

    return run


def test_each_finding_is_a_line(run):
    outcome, lines = run()

    assert outcome.exit_code == 0
    assert outcome.stderr == "3 findings.\n"
    assert [line["member_number"] for line in lines] == ["V-9", "6100", "100"]
    assert lines[0] == {
        "source_system": "netsuite",
        "source_account": "a",
        "finding": "missing_in_erp",
        "member_type": "vendor",
        "member_number": "V-9",
        "last_used_date": "2026-01-31",
    }


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (("--source", "netsuite"), ["V-9", "6100"]),
        (("--type", "account", "--type", "cost_center"), ["6100", "100"]),
        (("--finding", "named_otherwise"), ["100"]),
        (("--source", "netsuite", "--finding", "named_otherwise"), []),
    ],
)
def test_options_choose_findings(run, options, numbers):
    outcome, lines = run(*options, "--fail")

    assert [line["member_number"] for line in lines] == numbers
    assert outcome.exit_code == (1 if numbers else 0)


def test_marts_that_are_not_built_are_an_error(tmp_path):
    missing = str(tmp_path / "none.duckdb")

    outcome = CliRunner().invoke(main, ["master-data", "--warehouse", missing, "--schema", "acme"])

    assert outcome.exit_code == 1
    assert outcome.stderr == (
        "Error: The warehouse has no acme_finance.master_data_check. Check `--warehouse` and"
        " `--schema`, and build the marts.\n"
    )
