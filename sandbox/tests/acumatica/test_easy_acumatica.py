"""easy-acumatica, as published, drives the site."""

from __future__ import annotations

import pytest
from easy_acumatica import AcumaticaClient
from easy_acumatica.exceptions import AcumaticaError
from easy_acumatica.odata import F, QueryOptions


@pytest.fixture
def client(sandbox, tmp_path):
    sandbox.acumatica.set_limits(swagger="3.0.1")
    config = sandbox.acumatica.config(auth="cookie")
    client = AcumaticaClient(
        base_url=config["api_url"],
        username=config["username"],
        password=config["password"],
        tenant=config["tenant"],
        rate_limit_calls_per_second=10_000,
        cache_dir=tmp_path,
        timeout=900,
    )
    yield client
    client.logout()
    assert sandbox.acumatica.sessions()["open"] == 0


def test_it_signs_in_and_finds_the_newest_endpoint_its_models_and_its_services(client, sandbox):
    assert client.endpoint_version == sandbox.acumatica.config()["endpoint_version"]
    assert {"JournalTransaction", "JournalTransactionDetail", "Vendor"} <= set(client.list_models())
    methods = client.get_service_info("JournalTransaction")["methods"]
    assert {"get_list", "get_by_keys", "put_entity"} <= {method["name"] for method in methods}


def test_it_finds_the_inquiries_and_reads_one(client, sandbox):
    found = client.inquiries.Vendors(QueryOptions(filter=F.VendorStatus == "Active"))

    truth = sandbox.acumatica.truth("Vendor")
    active = {row["VendorID"] for row in truth if row["Status"] == "Active"}
    assert {row["VendorID"] for row in found["value"]} == active


def test_it_reads_the_custom_fields_of_every_entity(client):
    names = [name for name in client.list_services() if name != "Inquiries"]

    fields = {name: client._service_instances[name].get_ad_hoc_schema() for name in names}

    assert fields["JournalTransaction"]["custom"]["BatchModule"]["BatchType"] == {
        "type": "CustomStringField",
        "value": None,
    }


def test_it_filters_selects_and_expands_lists(client, sandbox):
    options = QueryOptions(
        filter=(F.Module == "AP") & (F.BatchNbr > "AP0"),
        select=["BatchNbr", "Details/Account"],
        expand=["Details"],
    )
    found = client.journal_transaction.get_list(options)

    truth = {r["id"]: r for r in sandbox.acumatica.truth("JournalTransaction")}
    assert {r["id"] for r in found} == {key for key, r in truth.items() if r["Module"] == "AP"}
    for record in found:
        accounts = [line["Account"]["value"] for line in record["Details"]]
        assert accounts == [line["Account"] for line in truth[record["id"]]["Details"]]


def test_it_reads_a_record_by_its_keys_and_by_its_id(client, sandbox):
    [row, *_] = sandbox.acumatica.truth("JournalTransaction")
    service = client.journal_transaction

    by_keys = service.get_by_keys(Module=row["Module"], BatchNbr=row["BatchNbr"])

    assert by_keys == service.get_by_id(row["id"])
    assert by_keys["id"] == row["id"]


def test_it_saves_records_from_its_models(client, sandbox):
    vendor = client.models.Vendor(VendorID="NEWCO", VendorName="New Co", CurrencyID="USD")

    made = client.vendor.put_entity(vendor)
    client.vendor.put_entity(client.models.Vendor(VendorID="NEWCO", VendorName="Newer Co"))

    [row] = [row for row in sandbox.acumatica.truth("Vendor") if row["VendorID"] == "NEWCO"]
    assert (row["id"], row["VendorName"]) == (made["id"], "Newer Co")


def test_it_posts_a_journal_with_an_action(client, sandbox):
    model = client.models.JournalTransactionDetail
    lines = [
        model(Account="6010", Subaccount="000000", DebitAmount=10.5),
        model(Account="2110", Subaccount="000000", CreditAmount=10.5),
    ]
    journal = client.models.JournalTransaction(Module="GL", Hold=False, Details=lines)
    made = client.journal_transaction.put_entity(journal, QueryOptions(expand=["Details"]))
    number = made["BatchNbr"]["value"]

    key = client.models.JournalTransaction(Module="GL", BatchNbr=number)
    release = client.models.ReleaseJournalTransaction(entity=key)
    client.journal_transaction.invoke_action_release_journal_transaction(release)

    truth = {row["BatchNbr"]: row for row in sandbox.acumatica.truth("JournalTransaction")}
    assert truth[number]["Status"] == "Posted"


def test_it_says_what_the_site_refuses(client):
    wrong = client.models.Account(AccountCD="6010", Type="Nothing")

    with pytest.raises(AcumaticaError):
        client.account.put_entity(wrong)
    with pytest.raises(AcumaticaError, match="No entity satisfies the condition"):
        client.account.get_by_keys(AccountCD="nothing")


def test_it_deletes_a_record(client, sandbox):
    made = sandbox.acumatica.mutate("journal", status="On Hold")

    client.journal_transaction.delete_by_id(made["id"])

    rows = sandbox.acumatica.truth("JournalTransaction")
    assert made["id"] not in {row["id"] for row in rows}
