"""The Explore `allocation`: shares are exact to the smallest unit of the currency."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.company.money import shares
from erp_sandbox.testing import Sandbox
from singer_erp.testing.run import run_tap
from tap_looker.tap import TapLooker

ROOT = Path(__file__).parents[2]
MARTS = Path(__file__).with_name("allocation_marts.sql")
PERIODS, POOL = 40, "01"
DEPARTMENTS = ("01", "02", "03", "07")
ACCOUNTS = {"6010": "expense", "6050": "expense", "6090": "expense", "4000": "revenue"}
FIELDS = ("allocation_key", "company_code", "period_id", "account_number", "department_code")
FIELDS += ("line_count", "total_amount")


def _costs():
    """Return random amounts of a company with and of one without decimals, most of them costs."""
    dice = random.Random(5)
    for period in range(PERIODS):
        for account, class_ in ACCOUNTS.items():
            sign = -1 if class_ == "revenue" else 1
            for department in DEPARTMENTS:
                if dice.random() < 0.7:
                    cents = dice.choice((1, 1, 1, -1)) * dice.randrange(1, 10**8)
                    yield "c", period, account, department, sign * Decimal(cents) / 100
                    yield "y", period, account, department, sign * Decimal(cents)


def _expected(costs, basis):
    """Return what the lines of the journals must be, by company, period, account and department."""
    weights = defaultdict(Counter)
    for company, period, account, department, amount in costs:
        if ACCOUNTS[account] == basis and department != "00":
            weights[company, period][department] += amount if basis == "expense" else -amount
    found = {}
    for company, period, account, department, amount in costs:
        shared = weights[company, period]
        takers = sorted(d for d in shared if d != POOL and shared[d] > 0)
        if department != POOL or ACCOUNTS[account] != "expense" or not takers:
            continue
        step = 1 if company == "y" else 100
        parts = shares(int(abs(amount) * step), [int(shared[d] * 100) for d in takers])
        sign = 1 if amount > 0 else -1
        lines = {d: sign * Decimal(part) / step for d, part in zip(takers, parts, strict=True)}
        for name, part in (lines | {POOL: -amount}).items():
            if part:
                found[company, period, account, name] = part
    return found


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """An instance of Looker on random costs, and the costs."""
    path = tmp_path_factory.mktemp("allocation") / "warehouse.duckdb"
    costs = [*_costs()]
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(MARTS.read_text(encoding="utf-8"))
        warehouse.execute("insert into finance.dim_account values ('4000', '4000', 'revenue')")
        warehouse.execute(
            "insert into finance.dim_company values ('y', 'acumatica', 'y', 'Yen', 'JPY', 0)"
        )
        warehouse.execute("update finance.dim_company set company_code = company_key")
        warehouse.execute(
            "insert into finance.dim_period select p, p, p, date '2026-01-31', false, false"
            f" from (select cast(range as varchar) as p from range({PERIODS}))"
        )
        warehouse.executemany(
            "insert into finance.fct_gl_line values ('acumatica', ?, ?, ?, ?, true, 'journal',"
            " 'Cost', ?)",
            [(company, str(period), *rest) for company, period, *rest in costs],
        )
        # An earlier allocation, which is not shared again.
        warehouse.execute(
            "insert into finance.fct_gl_line select * replace ('Cost allocation 1' as memo,"
            " -net_amount as net_amount) from finance.fct_gl_line"
        )
    with Sandbox.start("looker", project=str(ROOT / "lookml"), warehouse=str(path)) as looker:
        yield looker, costs


@pytest.mark.parametrize("basis", ["expense", "revenue"])
def test_shares_add_up_and_the_largest_remainders_get_the_rest(ledger, basis):
    looker, costs = ledger
    query = {
        "name": "allocations",
        "model": "finance",
        "explore": "allocation",
        "fields": [f"allocation.{name}" for name in FIELDS],
        "filters": {"allocation.pool_department_code": POOL, "allocation.basis": basis},
    }

    output = run_tap(
        TapLooker, looker.looker.config() | {"queries": [query]}, streams=["allocations"]
    )

    rows = [
        [record[f"allocation__{name}"] for name in FIELDS]
        for record in output.records("allocations")
    ]
    found = {
        (company, int(period), account, department): Decimal(amount)
        for _, company, period, account, department, _, amount in rows
    }
    expected = _expected(costs, basis)
    assert len(expected) > PERIODS * 4
    assert found == expected
    journals = Counter((company, period) for _, company, period, *_ in rows)
    assert all(row[5] == journals[row[1], row[2]] for row in rows)
