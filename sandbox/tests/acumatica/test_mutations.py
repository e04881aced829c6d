from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import requests
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.core.client import SandboxError
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.launch import Launch
from erp_sandbox.core.server import Server
from erp_sandbox.testing import Sandbox

JOURNAL = "JournalTransaction"


@pytest.fixture
def site(sandbox):
    return sandbox.acumatica


def one(site, entity, row_id):
    return next((row for row in site.truth(entity) if row["id"] == row_id), None)


def posted(site):
    """Debits less credits in base currency by batch."""
    return {
        batch["BatchNbr"]: sum(
            line["custom"]["GLTranModuleBatNbr.DebitAmt"]
            - line["custom"]["GLTranModuleBatNbr.CreditAmt"]
            for line in batch["Details"]
        )
        for batch in site.truth(JOURNAL)
        if batch["Status"] == "Posted"
    }


def test_a_late_commit_is_seen_after_its_timestamp(sandbox, site):
    vendor = site.truth("Vendor")[0]
    change = {"entity": "Vendor", "id": vendor["id"], "values": {"VendorName": "Late"}}
    site.mutate("change", **change, late=60)
    before = one(site, "Vendor", vendor["id"])
    sandbox.advance(61)
    after = one(site, "Vendor", vendor["id"])

    assert before == vendor
    assert after["VendorName"] == "Late"
    changed_at = datetime.fromisoformat(after["LastModifiedDateTime"])
    assert changed_at < sandbox.now() - timedelta(seconds=60)


def test_records_can_be_stamped_together_and_with_milliseconds(site):
    site.mutate("touch", entity="Customer", number=7, milliseconds=120)
    stamps = Counter(row["LastModifiedDateTime"] for row in site.truth("Customer"))
    [(stamp, number)] = stamps.most_common(1)
    assert number == 7
    assert stamp.endswith(".12+00:00")


def test_unreleased_journals_can_be_deleted_and_posted_ones_reversed(site):
    number = site.mutate("journal")["BatchNbr"]
    batch = next(row for row in site.truth(JOURNAL) if row["BatchNbr"] == number)
    site.mutate("release", batch=number)
    with pytest.raises(SandboxError, match="cannot be deleted"):
        site.mutate("delete", entity=JOURNAL, id=batch["id"])
    reversal = one(site, JOURNAL, site.mutate("reverse", batch=number)["id"])
    other = site.mutate("journal", status="On Hold")
    site.mutate("delete", entity=JOURNAL, id=other["id"])

    assert reversal["custom"]["BatchModule.OrigBatchNbr"] == number
    sides = [(line["DebitAmount"], line["CreditAmount"]) for line in batch["Details"]]
    mirrored = [(line["CreditAmount"], line["DebitAmount"]) for line in reversal["Details"]]
    assert sides == mirrored
    assert one(site, JOURNAL, other["id"]) is None


def test_a_payment_of_a_customer_is_applied_to_its_invoice(site):
    invoice = next(
        row
        for row in site.truth("Invoice")
        if (row["Type"], row["Status"]) == ("Invoice", "Open") and row["Balance"] > 2
    )
    made = site.mutate("collect", id=invoice["id"], amount="1.50")
    after, payment = one(site, "Invoice", invoice["id"]), one(site, "Payment", made["id"])

    assert after["Balance"] == invoice["Balance"] - Decimal("1.50")
    assert after["ApplicationsDefault"][-1]["ReferenceNbr"] == payment["ReferenceNbr"]
    [application] = payment["ApplicationHistory"]
    assert application["AdjustedRefNbr"] == invoice["ReferenceNbr"]
    assert (payment["PaymentAmount"], payment["AvailableBalance"]) == (Decimal("1.50"), 0)


def test_a_voided_check_stays_and_opens_its_bill_again(site):
    bill = next(row for row in site.truth("Bill") if row["Status"] == "Balanced")
    site.mutate("release_bill", id=bill["id"])
    check = site.mutate("pay", id=bill["id"])
    paid = one(site, "Bill", bill["id"])
    site.mutate("void", id=check["id"])
    again = one(site, "Bill", bill["id"])

    assert (paid["Status"], paid["Balance"]) == ("Closed", 0)
    assert [entry["DocType"] for entry in paid["Applications"]] == ["Payment"]
    assert (again["Status"], again["Balance"]) == ("Open", bill["Amount"])
    checks = {row["Type"]: row for row in site.truth("Check")}
    assert one(site, "Check", check["id"])["Status"] == "Voided"
    assert checks["Voided Payment"]["PaymentAmount"] == -bill["Amount"]


def test_actions_say_what_they_do_not_know(site):
    with pytest.raises(SandboxError, match="There is no Vendor nobody"):
        site.mutate("change", entity="Vendor", id="nobody", values={})
    vendor = site.truth("Vendor")[0]["id"]
    with pytest.raises(SandboxError, match="Vendor has no Shoe"):
        site.mutate("change", entity="Vendor", id=vendor, values={"Shoe": 9})
    with pytest.raises(SandboxError, match="There is no preference shoe"):
        site.mutate("preferences", shoe=9)
    with pytest.raises(SandboxError, match="There is no financial period 131999"):
        site.mutate("period", period="131999", status="Open")


@pytest.mark.parametrize("seed", range(3))
def test_a_random_history_keeps_the_books(sandbox, site, seed):
    for part in range(3):
        sandbox.advance(3600)
        site.mutate("random", steps=25, seed=seed * 10 + part, late_seconds=600)
    sandbox.advance(3600)

    assert not any(posted(site).values()), "every posted batch is balanced"
    # Rounding leaves the smallest units of the yen.
    assert abs(control(site, "AP", "2000") + subledger(site, "Bill", "Check")) <= Decimal(5)
    assert abs(control(site, "AR", "1100") - subledger(site, "Invoice", "Payment")) <= Decimal(5)


def control(site, module, account):
    """Debits less credits of a control account that come from its subledger."""
    return sum(
        line["custom"]["GLTranModuleBatNbr.DebitAmt"]
        - line["custom"]["GLTranModuleBatNbr.CreditAmt"]
        for batch in site.truth(JOURNAL)
        if (batch["Module"], batch["Status"]) == (module, "Posted")
        for line in batch["Details"]
        if line["Account"] == account
    )


def subledger(site, items, payments):
    """Open items less payments that are not applied, in base currency."""
    opened = sum(
        row["custom"]["Document.DocBal"]
        * (-1 if row["Type"] in {"Debit Adj.", "Credit Memo"} else 1)
        for row in site.truth(items)
        if row["Status"] in {"Open", "Closed"}
    )
    unapplied = sum(
        row["custom"]["Document.DocBal"]
        for row in site.truth(payments)
        if (row["Type"], row["Status"]) == ("Payment", "Open")
    )
    return opened - unapplied


def test_a_history_is_replayed(tmp_path):
    @contextmanager
    def run(**parts):
        launch = Launch({"acumatica": {"documents": 30}}, state_dir=tmp_path, **parts)
        with launch, Server(launch.applications["acumatica"].asgi) as server:
            yield Sandbox.connect(server.url)

    def everything(sandbox):
        return {
            name: sorted(sandbox.acumatica.truth(name), key=lambda row: row["id"])
            for name, entity in ENTITIES.items()
            if not entity.inquiry
        }

    def write(sandbox):
        config = sandbox.acumatica.config(auth="cookie")
        session = requests.Session()
        login = {"name": config["username"], "password": config["password"]}
        session.post(f"{config['api_url']}/entity/auth/login", json=login, timeout=900)
        body = {"VendorID": {"value": "ACME"}, "VendorName": {"value": "Acme"}}
        url = f"{config['api_url']}/entity/Default/{config['endpoint_version']}/Vendor"
        assert session.put(url, json=body, timeout=900).status_code == 200
        assert session.put(url, json={"id": "?"}, timeout=900).status_code == 400
        assert session.delete(f"{url}/ACME", timeout=900).status_code == 204
        assert session.put(url, json=body, timeout=900).status_code == 200

    with run() as sandbox:
        sandbox.acumatica.mutate("random", steps=25, seed=4, late_seconds=60)
        write(sandbox)
        sandbox.acumatica.mutate("journal")
        with pytest.raises(SandboxError):
            sandbox.acumatica.mutate("release", batch="GL0")
        sandbox.acumatica.mutate("journal", status="On Hold")
        sandbox.advance(120)
        expected = everything(sandbox)

    with run() as sandbox:
        assert everything(sandbox) == expected


def test_the_clock_of_a_data_set_can_run_past_its_months(serve):
    clock = Clock(datetime.fromisoformat("2026-03-31T12:00:00+00:00"))
    sandbox = serve("acumatica", documents=20, clock=clock)
    sandbox.advance(40 * 86_400)
    sandbox.acumatica.mutate("random", steps=20, seed=1)
    assert not any(posted(sandbox.acumatica).values())
