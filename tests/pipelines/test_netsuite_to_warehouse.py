"""`meltano run`: warehouse and marts equal the account's books, also after edits and kills."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

# Some minutes where the machine is shared; nothing is asserted about time.
pytestmark = pytest.mark.timeout(900)

LOAD = ("tap-netsuite", "target-duckdb")

# The rule for sets, in SQL that DuckDB and Postgres share.
_LIVE = """
    from netsuite.{stream} r
    join netsuite.transactions t on t.id = r.{owner} and r.set_read_at >= t.set_read_at
    where t.id not in
        (select h.transaction from netsuite.transaction_history h where h.action = 'DELETE')
"""
_SETS = {
    "transaction_lines": ("transactionline", "transaction", "foreignamount"),
    "transaction_accounting_lines": ("transactionaccountingline", "transaction", "amount"),
    "transactions": ("transaction", "id", "foreigntotal"),
}


def _emitted(log):
    """Records by stream, as the tap's log tells."""
    told = re.findall(r"Emitted (\d+) records of '(\w+)'", log)
    return {stream: int(records) for records, stream in told}


def _figures(rows):
    return [tuple(Decimal(value) for value in row) for row in rows]


def _truth(flow, sql):
    return _figures(row.values() for row in flow.sandbox.netsuite.truth(sql))


def _assert_raw_equals_books(flow):
    """Rows, keys and money of the transaction tables and the masters."""
    for stream, (table, owner, amount) in _SETS.items():
        loaded = flow.query(
            f"select count(*), sum(r.{owner}), sum(r.{amount}) "
            + _LIVE.format(stream=stream, owner=owner)
        )
        books = _truth(
            flow, f"select count(*) as n, sum({owner}) as k, sum({amount}) as a from {table}"
        )
        assert _figures(loaded) == books, stream
    loaded = flow.query("select count(*) from netsuite.accounts")
    assert _figures(loaded) == _truth(flow, "select count(*) as n from account")


def _assert_marts_equal_books(flow):
    """GL lines and the trial balance to the cent; open bills and invoices by document."""
    posted = "select count(*) as n, sum(debit) as d, sum(credit) as c "
    posted += "from transactionaccountingline where posting and coalesce(debit, credit) is not null"
    lines = flow.query(
        "select count(*), sum(debit_amount), sum(credit_amount) from finance.fct_gl_line"
    )
    assert _figures(lines) == _truth(flow, posted)
    balance = flow.query("select sum(debit_amount), sum(credit_amount) from finance.trial_balance")
    assert _figures(balance) == [lines[0][1:]] == [(lines[0][1], lines[0][1])]
    for mart, code in {"fct_vendor_bill": "VendBill", "fct_customer_invoice": "CustInvc"}.items():
        loaded = flow.query(f"select count(*), sum(open_amount) from finance.{mart}")
        assert _figures(loaded) == _truth(
            flow,
            "select count(*) as n, sum(foreignamountunpaid) as o from transaction "
            f"where type = '{code}'",
        ), mart


def _work_a_day(flow):
    """Edits of every kind, and one line removed from a bill; returns the bill's id."""
    flow.sandbox.advance(86_400)
    flow.sandbox.netsuite.mutate("random", seed=11, steps=25)
    [line] = flow.sandbox.netsuite.truth(
        "select l.transaction as t, max(l.id) as l from transactionline l join transaction h "
        "on h.id = l.transaction where h.type = 'VendBill' and not l.mainline and not l.taxline "
        "and not h.voided and h.foreignamountpaid = 0 and h.foreignamountunpaid > 0 "
        "group by l.transaction having count(*) > 1 order by 1 desc limit 1"
    )
    flow.sandbox.netsuite.mutate("remove_line", transaction=line["t"], line=line["l"])
    return line["t"]


def test_the_marts_equal_the_books_after_a_first_and_an_incremental_run(flow):
    first = _emitted(flow.run("netsuite-to-warehouse"))
    _assert_raw_equals_books(flow)
    _assert_marts_equal_books(flow)
    bill = _work_a_day(flow)

    second = _emitted(flow.run("netsuite-to-warehouse"))

    _assert_raw_equals_books(flow)
    _assert_marts_equal_books(flow)
    assert 0 < second["transactions"] < first["transactions"] / 2
    left = flow.query(f"select count(*) from finance.fct_gl_line where document_id = '{bill}'")
    assert _figures(left) == _truth(
        flow,
        f"select count(*) as n from transactionaccountingline where posting "
        f"and coalesce(debit, credit) is not null and transaction = {bill}",
    )


def test_the_same_marts_come_out_of_postgres(postgres_flow):
    postgres_flow.run("netsuite-to-postgres")
    _work_a_day(postgres_flow)

    postgres_flow.run("netsuite-to-postgres")

    _assert_raw_equals_books(postgres_flow)
    _assert_marts_equal_books(postgres_flow)


@pytest.mark.parametrize("program", ["tap-netsuite", "target-duckdb", "meltano"])
def test_a_run_killed_in_the_middle_is_completed_by_the_next(flow, program):
    flow.sandbox.netsuite.set_limits(latency=0.02)

    code = flow.run_and_kill(program, "Beginning sync of 'transaction_lines'", *LOAD)
    flow.sandbox.netsuite.mutate("random", seed=3, steps=10)
    flow.run(*LOAD)

    assert code != 0
    _assert_raw_equals_books(flow)
