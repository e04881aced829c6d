"""`meltano run`: warehouse and marts equal the tenant after a first and an incremental run."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

# Several runs of Meltano: minutes on a slow machine.
pytestmark = pytest.mark.timeout(3600)

JOB = "acumatica-to-warehouse"
# Stream and amount by entity, and the child stream and amount of its lines.
_ENTITIES = {
    "Bill": ("bills", "Amount", "bill_lines", "Amount"),
    "Check": ("checks", "PaymentAmount", "check_history", "AmountPaid"),
    "Invoice": ("invoices", "Amount", "invoice_lines", "Amount"),
    "Payment": ("payments", "PaymentAmount", "payment_applications", "AmountPaid"),
    "PurchaseOrder": ("purchase_orders", "OrderTotal", "purchase_order_lines", "ExtendedCost"),
}
_DETAILS = {"Check": "History", "Payment": "ApplicationHistory"}
_BASE = "GLTranModuleBatNbr"


def _sum(rows, column):
    return sum((row.get(column) or Decimal(0) for row in rows), Decimal(0))


def _column(field):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).lower()


def _assert_raw_equals_tenant(flow):
    """Compare the number and the amounts of live records and of their lines."""
    for entity, (stream, amount, child, line_amount) in _ENTITIES.items():
        live = f"from acumatica.{stream} r where not is_deleted"
        loaded = flow.query(f"select count(*), coalesce(sum({_column(amount)}), 0) {live}")
        rows = flow.sandbox.acumatica.truth(entity)
        assert loaded == [(len(rows), _sum(rows, amount))], entity
        number = "order_nbr" if entity == "PurchaseOrder" else "reference_nbr"
        loaded = flow.query(
            f"select count(*), coalesce(sum(l.{_column(line_amount)}), 0) from acumatica.{child} l"
            f" join (select * {live}) r on r.type = l.type and r.{number} = l.{number}"
            " and r.set_read_at = l.set_read_at"
        )
        lines = [line for row in rows for line in row[_DETAILS.get(entity, "Details")]]
        assert loaded == [(len(lines), _sum(lines, line_amount))], child
        assert lines


def _assert_trial_balance_equals_batches(flow):
    """Compare debits and credits by company, account and period, in base currency."""
    companies, balancing = {}, set()
    for ledger in flow.sandbox.acumatica.truth("Ledger"):
        if ledger["Type"] in {"Actual", "Reporting"}:
            balancing.add(ledger["LedgerID"])
            companies |= {line["BranchID"]: line["CompanyName"] for line in ledger["Branches"]}
    expected, lines = Counter(), 0
    for batch in flow.sandbox.acumatica.truth("JournalTransaction"):
        if batch["Status"] in {"Posted", "Unposted"} and batch["LedgerID"] in balancing:
            for line in batch["Details"]:
                key = companies[line["BranchID"]], line["Account"], batch["PostPeriod"]
                expected[*key, "debit"] += line["custom"][f"{_BASE}.DebitAmt"]
                expected[*key, "credit"] += line["custom"][f"{_BASE}.CreditAmt"]
                lines += 1
    loaded = {}
    for *key, debit, credit in flow.query(
        "select company_name, account_number, period_id, sum(debit_amount), sum(credit_amount)"
        " from finance.trial_balance join finance.dim_company using (company_key)"
        " join finance.dim_period using (period_key) group by all"
    ):
        loaded |= {(*key, "debit"): debit, (*key, "credit"): credit}
    assert {key: amount for key, amount in loaded.items() if amount} == +expected
    assert flow.query("select count(*) from finance.fct_gl_line") == [(lines,)]


def _assert_open_items_equal_documents(flow):
    """Compare the open balance of each released bill and invoice; expense reports are neither."""
    employees = {row["EmployeeID"] for row in flow.sandbox.acumatica.truth("Employee")}
    for mart, entity, number in (
        ("fct_vendor_bill", "Bill", "bill_number"),
        ("fct_customer_invoice", "Invoice", "invoice_number"),
    ):
        sql = f"select {number}, abs(open_amount) from finance.{mart} where is_posted"
        expected = {
            row["ReferenceNbr"]: row["Balance"]
            for row in flow.sandbox.acumatica.truth(entity)
            if row["Status"] in {"Open", "Closed"} and row["Type"] in {"Bill", "Invoice"}
            if row.get("Vendor") not in employees
        }
        loaded = {name: amount for name, amount in flow.query(sql) if name in expected}
        assert loaded == expected, mart
        assert any(expected.values())


def _assert_equals_tenant(flow):
    _assert_raw_equals_tenant(flow)
    _assert_trial_balance_equals_batches(flow)
    _assert_open_items_equal_documents(flow)
    [(vendors,)] = flow.query("select count(*) from finance.dim_vendor where not is_inferred")
    expected = [flow.sandbox.acumatica.truth(entity) for entity in ("Vendor", "Employee")]
    assert vendors == sum(map(len, expected))


def _change_tenant(flow):
    """Apply changes of every kind; delete a journal, which is tracked, and a bill, which is not."""
    site = flow.sandbox.acumatica
    flow.sandbox.advance(86_400)
    for entity in ("JournalTransaction", "Bill"):
        [row, *_] = [row for row in site.truth(entity) if row["Status"] in {"On Hold", "Balanced"}]
        site.mutate("delete", entity=entity, id=row["id"])
    site.mutate("random", seed=5, steps=40)
    flow.sandbox.advance(60)


def test_the_job_loads_a_tenant_and_then_its_changes(acumatica_flow):
    flow, site = acumatica_flow, acumatica_flow.sandbox.acumatica
    flow.run(JOB)
    _assert_equals_tenant(flow)
    _change_tenant(flow)

    log = flow.run(JOB)

    _assert_equals_tenant(flow)
    assert site.sessions()["open"] == 0
    [emitted] = re.findall(r"Emitted (\d+) records of 'journal_transactions'", log)
    assert 0 < int(emitted) < len(site.truth("JournalTransaction")) / 2
    [(deletions,)] = flow.query("select count(*) from acumatica.deletions")
    assert deletions


def test_a_browser_sign_in_under_meltano_stores_the_first_credentials(
    acumatica_flow, redirect_uri, example
):
    assert "`meltano invoke tap-acumatica login`" in example
    acumatica = acumatica_flow.sandbox.acumatica
    settings = acumatica.config(auth="oauth_code") | {"redirect_uri": redirect_uri}
    del settings["refresh_token"]
    acumatica_flow.variables |= acumatica.environment_of(settings)

    acumatica_flow.invoke("tap-acumatica", "login")

    assert "valid" in acumatica_flow.invoke("tap-acumatica", "login", "--check")
