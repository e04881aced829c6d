"""`meltano run`: warehouse and marts equal the account's books after changes and killed runs."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

# Several runs of Meltano each: minutes on a slow machine.
pytestmark = pytest.mark.timeout(3600)

LOAD = ("tap-netsuite", "target-duckdb")

# Live rows of a transaction group (docs/netsuite.md), in SQL for DuckDB and Postgres.
_LIVE = """
    from netsuite.{stream} r
    join netsuite.transactions t on t.id = r.{owner} and r.set_read_at >= t.set_read_at
    where t.id not in
        (select h.transaction from netsuite.transaction_history h where h.action = 'DELETE')
"""
_GROUP = {
    "transaction_lines": ("transactionline", "transaction", "foreignamount"),
    "transaction_accounting_lines": ("transactionaccountingline", "transaction", "amount"),
    "transactions": ("transaction", "id", "foreigntotal"),
}


def _emitted(log):
    """Return the emitted records by stream, from the tap's log."""
    counts = re.findall(r"Emitted (\d+) records of '(\w+)'", log)
    return {stream: int(records) for records, stream in counts}


def _figures(rows):
    return [tuple(Decimal(value) for value in row) for row in rows]


def _truth(flow, sql):
    return _figures(row.values() for row in flow.sandbox.netsuite.truth(sql))


def _assert_raw_equals_books(flow):
    """Compare rows, keys and amounts of the transaction tables and the accounts."""
    for stream, (table, owner, amount) in _GROUP.items():
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
    """Compare GL lines, the trial balance, open bills and open invoices to the cent."""
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


def _assert_control_accounts_equal_books(flow):
    """Compare trial balance, aging and control accounts per company and currency to the cent."""
    [[day]] = flow.query("select max(as_of_date) from finance.ap_aging")
    postings = (
        " from transactionaccountingline a join transaction t on t.id = a.transaction"
        " join transactionline l on l.transaction = t.id and l.id = a.transactionline"
        " join account c on c.id = a.account join subsidiary s on s.id = l.subsidiary"
        " join currency y on y.id = t.currency join currency b on b.id = s.currency"
        " where a.posting and a.accountingbook = 1"
    )
    _assert_equal(
        flow.query(
            "select company_id || base_currency_code, sum(debit_amount), sum(credit_amount)"
            " from finance.trial_balance join finance.dim_company using (company_key,"
            " base_currency_code) where is_primary_book group by 1"
        ),
        flow.sandbox.netsuite.truth(
            "select s.id || b.symbol as k, sum(a.debit) as d, sum(a.credit) as c"
            f"{postings} group by 1"
        ),
    )
    for mart, kind, sign in (("ap_aging", "AcctPay", -1), ("ar_aging", "AcctRec", 1)):
        _assert_equal(
            flow.query(
                "select company_id || currency_code, sum(open_amount), sum(base_open_amount)"
                f" from finance.{mart} join finance.dim_company using (company_key) group by 1"
                " having sum(open_amount) <> 0 or sum(base_open_amount) <> 0"
            ),
            flow.sandbox.netsuite.truth(
                f"select s.id || y.symbol as k, {sign} * sum(l.foreignamount) as f,"
                f" {sign} * sum(a.amount) as b{postings} and c.accttype = '{kind}'"
                f" and t.trandate <= date '{day}' group by 1 having b <> 0 or f <> 0"
            ),
        )


def _assert_equal(loaded, source):
    expected = {key: tuple(map(Decimal, row)) for key, *row in map(dict.values, source)}
    assert {key: tuple(row) for key, *row in loaded} == expected
    assert len(expected) > 1


def _change_books(flow):
    """Apply changes of every kind and remove a line of a bill; return the bill's id."""
    flow.sandbox.advance(86_400)
    flow.sandbox.netsuite.mutate("random", seed=11, steps=25)
    [line] = flow.sandbox.netsuite.truth(
        "select l.transaction as t, max(l.id) as l from transactionline l join transaction h "
        "on h.id = l.transaction where h.type = 'VendBill' and not l.mainline and not l.taxline "
        "and not h.voided and h.foreignamountpaid = 0 and h.foreignamountunpaid > 0 "
        "group by l.transaction having count(*) > 1 order by 1 desc limit 1"
    )
    flow.sandbox.netsuite.mutate("remove_line", transaction=line["t"], line=line["l"])
    [bill] = flow.sandbox.netsuite.truth(
        "select min(id) as id from transaction where type = 'VendBill' and posting and not voided"
        f" and id <> {line['t']}"
    )
    flow.sandbox.netsuite.mutate("void", id=bill["id"])
    return line["t"]


def test_raw_tables_after_killed_runs_and_marts_after_an_incremental_run_equal_the_books(flow):
    flow.sandbox.netsuite.set_limits(latency=0.02)
    for seed, program in enumerate(("tap-netsuite", "target-duckdb", "meltano")):
        flow.run_and_kill(program, "Beginning sync of 'transaction_lines'", *LOAD)
        flow.sandbox.netsuite.mutate("random", seed=seed, steps=10)
    flow.run(*LOAD)
    _assert_raw_equals_books(flow)
    bill = _change_books(flow)

    emitted = _emitted(flow.run("netsuite-to-warehouse"))

    _assert_raw_equals_books(flow)
    _assert_marts_equal_books(flow)
    _assert_control_accounts_equal_books(flow)
    [[documents]] = _truth(flow, "select count(*) as n from transaction")
    assert 0 < emitted["transactions"] < documents / 2
    lines = flow.query(f"select count(*) from finance.fct_gl_line where document_id = '{bill}'")
    assert _figures(lines) == _truth(
        flow,
        f"select count(*) as n from transactionaccountingline where posting "
        f"and coalesce(debit, credit) is not null and transaction = {bill}",
    )


def test_the_marts_on_postgres_equal_the_books_after_an_incremental_run(postgres_flow):
    postgres_flow.run("tap-netsuite", "target-postgres")
    _change_books(postgres_flow)

    postgres_flow.run("netsuite-to-postgres")

    _assert_raw_equals_books(postgres_flow)
    _assert_marts_equal_books(postgres_flow)
    _assert_control_accounts_equal_books(postgres_flow)
