"""What people do in the pod: the records that change with it, and what is refused."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
import requests
from erp_sandbox.core.client import SandboxError


@pytest.fixture
def fusion(sandbox):
    sandbox.advance(60)
    return sandbox.oracle_fusion


@pytest.fixture
def sandbox(serve):
    return serve("oracle_fusion", documents=60)


def one(fusion, resource, key):
    return next((row for row in fusion.truth(resource) if row["@key"] == key), None)


def some(fusion, resource, test):
    return next(row for row in fusion.truth(resource) if test(row))


def posted(fusion):
    """Debits less credits in ledger currency by combination, of all posted batches."""
    found = {}
    for batch in fusion.truth("journalBatches"):
        if batch["Status"] == "P":
            for header in batch["journalHeaders"]:
                for line in header["journalLines"]:
                    amount = (line["AccountedDr"] or 0) - (line["AccountedCr"] or 0)
                    key = line["AccountCombination"]
                    found[key] = found.get(key, 0) + amount
    return {key: amount for key, amount in found.items() if amount}


def unpaid(row):
    return row["PaidStatus"] == "Unpaid" and row["AccountingStatus"] == "Accounted"


def test_every_posted_batch_is_in_balance_after_a_random_history(fusion):
    fusion.mutate("random", steps=80, seed=5)
    for batch in fusion.truth("journalBatches"):
        assert batch["RunningTotalAccountedDr"] == batch["RunningTotalAccountedCr"]
        for header in batch["journalHeaders"]:
            lines = header["journalLines"]
            assert header["RunningTotalAccountedDr"] == sum(x["AccountedDr"] or 0 for x in lines)
            assert all((x["AccountedDr"] is None) != (x["AccountedCr"] is None) for x in lines)


def test_subledgers_agree_with_themselves_after_a_random_history(fusion):
    fusion.mutate("random", steps=120, seed=9)
    paid, schedules = Counter(), {}
    for payment in fusion.truth("payablesPayments"):
        for related in payment["relatedInvoices"]:
            if payment["PaymentStatus"] != "Voided":
                paid[related["InvoiceId"]] += related["AmountPaidInvoiceCurrency"]
    for invoice in fusion.truth("invoices"):
        unpaid = sum(row["UnpaidAmount"] for row in invoice["invoiceInstallments"])
        assert invoice["AmountPaid"] == paid[invoice["InvoiceId"]]
        assert invoice["InvoiceAmount"] - invoice["AmountPaid"] == unpaid
        assert invoice["InvoiceAmount"] == sum(x["LineAmount"] for x in invoice["invoiceLines"])
    for account in fusion.truth("receivablesCustomerAccountActivities"):
        schedules |= {row["TransactionId"]: row for row in account["transactionPaymentSchedules"]}
    for invoice in fusion.truth("receivablesInvoices"):
        if invoice["InvoiceStatus"] == "Complete":
            schedule = schedules[invoice["CustomerTransactionId"]]
            assert schedule["TotalBalanceAmount"] == invoice["InvoiceBalanceAmount"]


def test_a_validated_invoice_is_posted(fusion):
    invoice = some(fusion, "invoices", lambda row: row["AccountingStatus"] == "Unaccounted")
    before = posted(fusion)
    fusion.mutate("validate", key=invoice["@key"])
    after, row = posted(fusion), one(fusion, "invoices", invoice["@key"])
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    distributions = {
        distribution["DistributionCombination"]
        for line in invoice["invoiceLines"]
        for distribution in line["invoiceDistributions"]
    }
    assert changed == distributions | {invoice["LiabilityDistribution"]}
    assert (row["ValidationStatus"], row["AccountingStatus"]) == ("Validated", "Accounted")
    assert row["LastUpdateDate"] > invoice["LastUpdateDate"]


def test_a_canceled_invoice_stays_without_amounts_and_its_journal_is_reversed(fusion):
    invoice = some(fusion, "invoices", unpaid)
    fusion.mutate("cancel", key=invoice["@key"])
    row = one(fusion, "invoices", invoice["@key"])
    assert (row["CanceledFlag"], row["InvoiceAmount"]) == (True, 0)
    assert {line["LineAmount"] for line in row["invoiceLines"]} == {0}
    liability = invoice["LiabilityDistribution"]
    reversal = fusion.truth("journalBatches")[-1]["journalHeaders"][0]["journalLines"]
    assert sum(line["AccountedDr"] or 0 for line in reversal
               if line["AccountCombination"] == liability) >= abs(
        invoice["BaseAmount"] or invoice["InvoiceAmount"]
    ) - Decimal(1)  # fmt: skip
    with pytest.raises(SandboxError, match="cannot be canceled"):
        fusion.mutate("cancel", key=invoice["@key"])


def test_a_void_payment_stays_and_opens_its_invoice_again(fusion):
    invoice = some(fusion, "invoices", lambda row: unpaid(row) and row["InvoiceAmount"] > 0)
    before = posted(fusion)
    key = fusion.mutate("pay", key=invoice["@key"], amount=str(invoice["InvoiceAmount"]))["key"]
    paid = one(fusion, "invoices", invoice["@key"])
    assert (paid["PaidStatus"], paid["AmountPaid"]) == ("Paid", invoice["InvoiceAmount"])
    assert [row["UnpaidAmount"] for row in paid["invoiceInstallments"]] == [0]
    assert posted(fusion) != before

    fusion.mutate("void", key=key)
    payment, row = one(fusion, "payablesPayments", key), one(fusion, "invoices", invoice["@key"])
    assert (payment["PaymentStatus"], bool(payment["VoidDate"])) == ("Voided", True)
    assert [related["InvoiceId"] for related in payment["relatedInvoices"]] == [row["InvoiceId"]]
    assert (row["PaidStatus"], row["AmountPaid"]) == ("Unpaid", 0)
    assert posted(fusion) == before


def test_a_void_payment_gives_back_what_was_paid_too_much(serve):
    sandbox = serve("oracle_fusion", documents=400)
    sandbox.advance(60)
    fusion = sandbox.oracle_fusion
    overpaid = [
        row
        for row in fusion.truth("payablesPayments")
        if row["PaymentAmount"]
        > sum(related["AmountPaidPaymentCurrency"] for related in row["relatedInvoices"])
    ]
    assert overpaid
    for row in overpaid:
        fusion.mutate("void", key=row["@key"])

    for row in overpaid:
        debits = sum(
            line["EnteredDr"] or 0
            for batch in fusion.truth("journalBatches")
            for header in batch["journalHeaders"]
            if header["JournalName"] == f"{row['VoucherNumber']} Payments"
            for line in header["journalLines"]
        )
        assert debits == 2 * row["PaymentAmount"]  # of the payment and of its reversal


def test_a_receipt_closes_an_invoice_and_its_reversal_opens_it(fusion):
    invoice = some(fusion, "receivablesInvoices", lambda row: row["InvoiceBalanceAmount"] > 0)
    amount, before = invoice["InvoiceBalanceAmount"], posted(fusion)
    key = fusion.mutate("collect", key=invoice["@key"], amount=str(amount))["key"]

    def schedule():
        for account in fusion.truth("receivablesCustomerAccountActivities"):
            for row in account["transactionPaymentSchedules"]:
                if row["TransactionId"] == invoice["CustomerTransactionId"]:
                    return row["InstallmentStatus"], row["TotalBalanceAmount"]
        return None

    assert schedule() == ("Closed", 0)
    fusion.mutate("reverse_receipt", key=key)
    assert one(fusion, "standardReceipts", key)["State"] == "Reversed"
    assert schedule() == ("Open", amount)
    row = one(fusion, "receivablesInvoices", invoice["@key"])
    assert row["InvoiceBalanceAmount"] == amount
    assert posted(fusion) == before


def test_posting_changes_batch_and_journals_but_no_lines(fusion):
    batch = some(fusion, "journalBatches", lambda row: row["Status"] == "U")
    fusion.mutate("post", key=batch["@key"])
    row = one(fusion, "journalBatches", batch["@key"])
    assert (row["Status"], row["StatusMeaning"]) == ("P", "Posted")
    assert row["LastUpdateDate"] > batch["LastUpdateDate"]
    lines = [header["journalLines"] for header in batch["journalHeaders"]]
    assert [header["journalLines"] for header in row["journalHeaders"]] == lines
    fusion.mutate("reverse", key=batch["@key"])
    assert one(fusion, "journalBatches", batch["@key"])["ReversalPeriod"]


def test_nothing_is_posted_to_a_closed_period(fusion):
    batch = some(fusion, "journalBatches", lambda row: row["Status"] == "U")
    name = batch["journalHeaders"][0]["LedgerName"]
    fusion.mutate("period", ledger=name, name=batch["DefaultPeriodName"], status="C")
    with pytest.raises(SandboxError, match="is not open"):
        fusion.mutate("post", key=batch["@key"])
    assert one(fusion, "journalBatches", batch["@key"]) == batch


@pytest.mark.parametrize(
    ("resource", "status", "deletable"),
    [
        ("invoices", "AccountingStatus", "Unaccounted"),
        ("receivablesInvoices", "InvoiceStatus", "Incomplete"),
        ("journalBatches", "Status", "U"),
    ],
)
def test_only_unfinished_records_vanish(fusion, resource, status, deletable):
    gone = some(fusion, resource, lambda row: row[status] == deletable)
    kept = some(fusion, resource, lambda row: row[status] != deletable)
    fusion.mutate("delete", resource=resource, key=gone["@key"])
    assert one(fusion, resource, gone["@key"]) is None
    with pytest.raises(SandboxError, match="cannot be deleted"):
        fusion.mutate("delete", resource=resource, key=kept["@key"])


def test_a_child_changes_without_its_parent(fusion):
    invoice = fusion.truth("invoices")[0]
    path = [["invoiceLines", invoice["invoiceLines"][0]["@key"]]]
    path.append(
        ["invoiceDistributions", invoice["invoiceLines"][0]["invoiceDistributions"][0]["@key"]]
    )
    fusion.mutate(
        "change_child", resource="invoices", key=invoice["@key"], path=path,
        values={"Description": "changed"},
    )  # fmt: skip
    row = one(fusion, "invoices", invoice["@key"])
    line = row["invoiceLines"][0]
    assert row["LastUpdateDate"] == invoice["LastUpdateDate"]
    assert line["LastUpdateDate"] == invoice["invoiceLines"][0]["LastUpdateDate"]
    [distribution] = line["invoiceDistributions"]
    assert distribution["Description"] == "changed"
    assert distribution["LastUpdateDate"] > invoice["LastUpdateDate"]

    fusion.mutate("remove_child", resource="invoices", key=invoice["@key"], path=path, touch=False)
    row = one(fusion, "invoices", invoice["@key"])
    assert row["invoiceLines"][0]["invoiceDistributions"] == []
    assert row["LastUpdateDate"] == invoice["LastUpdateDate"]


def test_many_invoices_have_lines_and_journals_of_their_own(fusion):
    before = len(fusion.truth("invoices"))
    fusion.mutate("grow", number=30, lines=2)
    invoices = fusion.truth("invoices")
    assert len(invoices) == before + 30
    assert len({row["InvoiceId"] for row in invoices}) == len(invoices)
    assert all(len(row["invoiceLines"]) == 2 for row in invoices[-30:])
    names = {h["JournalName"] for b in fusion.truth("journalBatches") for h in b["journalHeaders"]}
    assert {f"{row['InvoiceNumber']} Purchase Invoices" for row in invoices[-30:]} <= names


@pytest.mark.parametrize(
    ("action", "arguments", "message"),
    [
        ("change", {"resource": "invoices", "key": "x", "values": {}}, "There is no invoices x"),
        ("change", {"resource": "nothing", "key": "x", "values": {}}, "There is no resource"),
        ("period", {"ledger": "No", "name": "Jan-26", "status": "C"}, "There is no ledger"),
        ("post", {"key": "1"}, "There is no journalBatches 1"),
    ],
)
def test_an_action_that_is_not_possible_says_why(fusion, action, arguments, message):
    with pytest.raises(SandboxError, match=message):
        fusion.mutate(action, **arguments)


def test_a_flexfield_gets_another_segment(fusion, sandbox):
    invoice = fusion.truth("invoices")[0]
    fusion.mutate(
        "deploy", resource="invoices", flexfield="invoiceDff", segment="shipWeight",
        kind="numbers", key=invoice["@key"], value="12.5",
    )  # fmt: skip
    config = fusion.config(auth="basic")
    url = f"{config['api_url']}/fscmRestApi/resources/latest/invoices"
    parts = {"auth": (config["username"], config["password"]), "timeout": 900}
    described = requests.get(f"{url}/describe", **parts).json()["Resources"]["invoices"]
    [segment] = [
        attribute
        for attribute in described["children"]["invoiceDff"]["attributes"]
        if attribute["name"] == "shipWeight"
    ]
    assert segment["type"] == "number"
    [flexfield] = one(fusion, "invoices", invoice["@key"])["invoiceDff"]
    assert flexfield["shipWeight"] == Decimal("12.5")
    response = requests.get(f"{url}/{invoice['@key']}/child/invoiceDff", **parts)
    assert [row["shipWeight"] for row in response.json()["items"]] == [12.5]
    with pytest.raises(SandboxError, match="There is no flexfield"):
        fusion.mutate("deploy", resource="invoices", flexfield="invoiceLines", segment="x")
