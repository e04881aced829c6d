"""The lines of bills: those of the source, and no others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import StringIO

from target_acumatica.target import TargetAcumatica

_BILL = {
    "object": "Bill",
    "key": "batch",
    "keys": ["Vendor", "VendorRef"],
    "fields": {
        "Type": "'Bill'",
        "Vendor": "branch",
        "VendorRef": "batch",
        "Date": "date",
        "Description": "memo",
    },
    "lines": {
        "Details": {
            "Account": "account",
            "Amount": "amount",
            "ExtendedCost": "amount",
            "Qty": "1",
            "UnitCost": "amount",
            "TransactionDescription": "text",
        }
    },
}
_AMOUNTS = _BILL | {"lines": {"Details": {"Account": "account", "Amount": "amount"}}}


def _vendor(delivery):
    return delivery.sandbox.acumatica.truth("Vendor")[0]["VendorID"]


def _amounts(delivery, reference):
    rows = delivery.sandbox.acumatica.truth("Bill")
    [bill] = [row for row in rows if row["VendorRef"] == reference]
    return [line["Amount"] for line in bill["Details"]]


def test_a_bill_that_was_saved_differently_is_sent_again(delivery, messages):
    """It was rejected after Acumatica had saved it: the values of before are not there any more."""
    vendor, settings = _vendor(delivery), {"mappings": {"accruals": _AMOUNTS}}

    def run(amount):
        return delivery.run(messages().line("INV-9", "6000", amount, branch=vendor), **settings)

    codes = [run(amount).code for amount in ("10.50", "10.505")]
    saved = _amounts(delivery, "INV-9")
    last = run("10.50")

    assert (codes, saved) == ([0, 1], [Decimal("10.51")])
    assert last.code == 0
    assert _amounts(delivery, "INV-9") == [Decimal("10.50")], last.log


def test_a_bill_without_lines_at_the_source_keeps_none(delivery, messages):
    vendor, settings = _vendor(delivery), {"mappings": {"accruals": _AMOUNTS}}
    delivery.run(messages().line("INV-9", "6000", "10", branch=vendor), **settings)

    run = delivery.run(messages().line("INV-9", None, None, branch=vendor), **settings)

    assert "Bill: 0 created, 1 updated, 0 unchanged, 0 rejected" in run.log
    assert _amounts(delivery, "INV-9") == []


def test_two_targets_at_once_leave_the_lines_of_a_bill_once(delivery, messages, tmp_path):
    """Both read the line of before, and each replaces it by the same two."""
    vendor, settings = _vendor(delivery), {"mappings": {"accruals": _BILL}}
    delivery.run(messages().line("INV-7", "6000", "10", branch=vendor), **settings)
    input_ = messages().line("INV-7", "6000", "11", branch=vendor)
    text = input_.line("INV-7", "6010", "3", branch=vendor).text()
    delivery.sandbox.acumatica.set_limits(api_users=2)
    # Both have read the lines before either replaces them.
    delivery.sandbox.fault("slow", method="GET", path="/Bill/[0-9a-f-]{36}", delay=1, times=2)
    configs = [
        delivery.config | settings | {"audit_url": f"sqlite:///{tmp_path}/{name}.sqlite"}
        for name in ("audit", "other")
    ]

    def run(config):
        return TargetAcumatica(config=config, sleep=lambda _: None).run(StringIO(text))

    with ThreadPoolExecutor(2) as pool:
        codes = [*pool.map(run, configs)]

    assert _amounts(delivery, "INV-7") == [11, 3], codes


def test_lines_that_are_saved_late_are_removed(delivery, messages):
    """Their request had no response and was repeated, and is carried out after that one."""
    vendor, settings = _vendor(delivery), {"mappings": {"accruals": _BILL}}
    delivery.run(messages().line("INV-7", "6000", "10", branch=vendor), **settings)
    put = {"method": "PUT", "path": r"/Bill\?"}
    delivery.sandbox.fault("reset", **put)
    delivery.sandbox.fault("reset", after=2, **put)  # of the other bill
    waits = []

    def on_wait(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            _add_line(delivery, "INV-7")

    input_ = messages().line("INV-7", "6000", "11", branch=vendor)
    run = delivery.run(
        input_.line("INV-8", "6000", "3", branch=vendor), on_wait=on_wait, **settings
    )

    assert (run.code, len(waits)) == (0, 2), run.log
    assert _amounts(delivery, "INV-7") == [11]
    assert _amounts(delivery, "INV-8") == [3]


def _add_line(delivery, reference):
    """Add a line to a bill, as a request that is carried out late does."""
    rows = delivery.sandbox.acumatica.truth("Bill")
    [bill] = [row for row in rows if row["VendorRef"] == reference]
    line = {"Account": "6000", "Qty": "1", "UnitCost": "11", "Amount": "11", "ExtendedCost": "11"}
    body = {name: {"value": value} for name, value in line.items()}
    target = TargetAcumatica(config=delivery.config)
    try:
        target.site.put("Bill", lambda r: r, {}, {"id": bill["id"], "Details": [body]})
    finally:
        target.close()
