from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
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
    bills = sum(
        bill["custom"]["Document.DocBal"] * (-1 if bill["Type"] == "Debit Adj." else 1)
        for bill in site.truth("Bill")
        if bill["Status"] in {"Open", "Closed"}
    )
    unapplied = sum(
        check["custom"]["Document.DocBal"]
        for check in site.truth("Check")
        if check["Status"] == "Open"
    )
    payable = sum(
        line["custom"]["GLTranModuleBatNbr.CreditAmt"]
        - line["custom"]["GLTranModuleBatNbr.DebitAmt"]
        for batch in site.truth(JOURNAL)
        if (batch["Module"], batch["Status"]) == ("AP", "Posted")
        for line in batch["Details"]
        if line["Account"] == "2000"
    )
    assert abs(payable - (bills - unapplied)) <= Decimal(5), "but for what rounding leaves"


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

    with run() as sandbox:
        sandbox.acumatica.mutate("random", steps=25, seed=4, late_seconds=60)
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
