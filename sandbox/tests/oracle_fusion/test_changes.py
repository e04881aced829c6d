"""How changes are seen through the API: late commits, voids, vanished rows, changed children."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from erp_sandbox.core.clock import Clock

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture
def sandbox(serve):
    """A pod whose last record is a minute old."""
    sandbox = serve("oracle_fusion", documents=120, clock=Clock(NOW - timedelta(minutes=1)))
    sandbox.advance(60)
    return sandbox


def since(api, moment, path="invoices"):
    text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return [row["InvoiceId"] for row in api.items(path, q=f"LastUpdateDate >= '{text}'", limit=499)]


@pytest.fixture
def invoice(api):
    return min(api.control.truth("invoices"), key=lambda row: row["InvoiceId"])


def changed(api, invoice, **how):
    values = {"Description": "changed"}
    api.control.mutate("change", resource="invoices", key=invoice["@key"], values=values, **how)


def test_a_late_commit_appears_with_a_timestamp_of_the_past(api, invoice):
    changed(api, invoice, late=600)
    assert since(api, NOW) == []
    assert api.get(f"invoices/{invoice['@key']}")["Description"] == invoice["Description"]
    api.sandbox.advance(601)
    assert since(api, NOW) == [invoice["InvoiceId"]]
    assert since(api, NOW + timedelta(seconds=1)) == []
    assert api.get(f"invoices/{invoice['@key']}")["Description"] == "changed"


def test_a_change_within_the_second_has_milliseconds(api, invoice):
    changed(api, invoice, milliseconds=74)
    row = api.get(f"invoices/{invoice['@key']}")
    assert row["LastUpdateDate"] == "2026-03-15T12:00:00.074+00:00"


def test_a_child_can_change_without_its_parent(api, invoice):
    line = invoice["invoiceLines"][0]
    api.control.mutate(
        "change_child",
        resource="invoices",
        key=invoice["@key"],
        path=[["invoiceLines", line["@key"]]],
        values={"Description": "changed"},
    )
    assert since(api, NOW) == []
    q = f"LastUpdateDate >= '{NOW:%Y-%m-%dT%H:%M:%SZ}' or "
    q += f"invoiceLines.LastUpdateDate >= '{NOW:%Y-%m-%dT%H:%M:%SZ}'"
    assert [row["InvoiceId"] for row in api.items("invoices", q=q)] == [invoice["InvoiceId"]]


def test_a_void_is_an_update_and_a_deleted_row_is_a_404(api):
    payment = api.control.truth("payablesPayments")[0]
    assert payment["VoidDate"] is None
    api.control.mutate("void", key=payment["@key"])
    row = api.get(f"payablesPayments/{payment['@key']}")
    assert row["VoidDate"] == "2026-03-15"
    assert row["LastUpdateDate"] == "2026-03-15T12:00:00+00:00"
    draft = api.control.mutate("journal")["key"]
    assert api(f"journalBatches/{draft}").status_code == 200
    api.control.mutate("delete", resource="journalBatches", key=draft)
    assert api(f"journalBatches/{draft}").status_code == 404


def test_pages_of_one_query_show_changes_between_them(api):
    query = {"orderBy": "LastUpdateDate:asc,InvoiceId:asc", "limit": 5}
    first = api.items("invoices", **query)
    changed(api, {"@key": first[0]["links"][0]["href"].rpartition("/")[2]})
    second = api.items("invoices", offset=5, **query)
    unchanged = api.control.truth("invoices")
    rows = sorted(unchanged, key=lambda row: (row["LastUpdateDate"], row["InvoiceId"]))
    assert [row["InvoiceId"] for row in second] == [row["InvoiceId"] for row in rows[5:10]]
    assert rows[-1]["InvoiceId"] == first[0]["InvoiceId"]


def test_new_rows_have_no_newer_children(api):
    api.control.mutate("grow", number=20)
    api.control.mutate("documents", number=30, seed=2)
    api.sandbox.advance(60)
    rows = api.control.truth("invoices")
    newest = {
        row["InvoiceId"]: max(line["LastUpdateDate"] for line in row["invoiceLines"])
        for row in rows
    }
    at = sorted(newest.values())[-10]
    q = f"invoiceLines.LastUpdateDate >= '{at.replace('+00:00', 'Z')}'"
    found = {row["InvoiceId"] for row in api.items("invoices", q=q, limit=499)}
    moment = datetime.fromisoformat(at)
    assert found == {
        key for key, value in newest.items() if datetime.fromisoformat(value) >= moment
    }
