"""Generic inquiries, tables and tracked deletions, through OData."""

from __future__ import annotations

import copy

import pytest
from singer_erp.errors import ConfigError, StreamError
from tap_acumatica.tap import TapAcumatica

INQUIRY = {"inquiry": "GL Transactions", "keys": ["Module", "BatchNbr", "LineNbr"]}
TABLE = {"dac": "PX.Objects.GL.GLTran", "keys": ["Module", "BatchNbr", "LineNbr"]}


def _lines(sandbox):
    return {
        (batch["Module"], batch["BatchNbr"], line["LineNbr"]): line
        for batch in sandbox.acumatica.truth("JournalTransaction")
        for line in batch["Details"]
    }


def test_a_generic_inquiry_is_a_stream(sandbox, run):
    output = run(given=None, streams=["gl_transactions"], generic_inquiries=[INQUIRY])

    rows = output.records("gl_transactions")
    found = {(row["module"], row["batch_nbr"], row["line_nbr"]): row for row in rows}
    expected = _lines(sandbox)
    assert found.keys() == expected.keys()
    for key, row in found.items():
        assert (row["debit"], row["credit"]) == (
            expected[key]["DebitAmount"],
            expected[key]["CreditAmount"],
        )
    assert {row["tenant"] for row in rows} == {"Acme"}
    assert output.of_type("ACTIVATE_VERSION")


def test_the_parameters_of_a_generic_inquiry_select_its_rows(sandbox, run):
    inquiry = INQUIRY | {
        "inquiry": "GL Transactions by Period",
        "stream": "january",
        "parameters": {"Period": "012026"},
    }

    rows = run(given=None, streams=["january"], generic_inquiries=[inquiry]).records("january")

    assert {row["period"] for row in rows} == {"012026"}


@pytest.mark.parametrize("page_size", [7, 500])
def test_a_table_is_read_in_the_order_of_its_key(sandbox, run, page_size):
    output = run(given=None, streams=["gl_tran"], dacs=[TABLE], page_size=page_size)

    rows = output.records("gl_tran")
    found = [(row["module"], row["batch_nbr"], row["line_nbr"]) for row in rows]
    assert set(found) == _lines(sandbox).keys()
    assert len(found) == len(set(found))


@pytest.mark.parametrize("keys", [["NoteID"], ["CuryDebitAmt", "Module", "BatchNbr", "LineNbr"]])
def test_a_table_may_have_keys_of_any_type(sandbox, run, keys):
    """Literals of OData 4 differ: ids of records and numbers have no quotes."""
    table = TABLE | {"keys": keys}

    rows = run(given=None, streams=["gl_tran"], dacs=[table], page_size=7).records("gl_tran")

    found = [(row["module"], row["batch_nbr"], row["line_nbr"]) for row in rows]
    assert set(found) == _lines(sandbox).keys()
    assert len(found) == len(set(found))


def test_a_table_may_have_dates_in_its_key(sandbox, run):
    table = {"dac": "PX_Objects_GL_Batch", "keys": ["LastModifiedDateTime", "Module", "BatchNbr"]}

    rows = run(given=None, streams=["batch"], dacs=[table], page_size=3).records("batch")

    assert sorted((row["module"], row["batch_nbr"]) for row in rows) == sorted(
        (batch["Module"], batch["BatchNbr"])
        for batch in sandbox.acumatica.truth("JournalTransaction")
    )


@pytest.mark.parametrize("page_size", [1, 7, 500])
@pytest.mark.parametrize(
    "settings",
    [
        {"dacs": [TABLE | {"keys": ["Module", "BatchNbr"], "stream": "lines"}]},
        {"generic_inquiries": [INQUIRY | {"keys": ["Module", "BatchNbr"], "stream": "lines"}]},
    ],
)
def test_rows_that_share_their_key_are_an_error(run, settings, page_size):
    """Of rows with one key, a page that ends between them would lose some, and a loader all but
    one."""
    with pytest.raises(StreamError, match="rows share the key Module, BatchNbr") as raised:
        run(given=None, streams=["lines"], page_size=page_size, **settings)

    assert "`keys`" in str(raised.value)


def test_a_row_without_a_value_in_its_key_is_an_error(sandbox, run):
    body = '{"value": [{"Module": "GL", "BatchNbr": null, "LineNbr": 1}]}'
    sandbox.fault("status", path="/gi/GL%20Tr", status=200, text=body, times=None)

    with pytest.raises(StreamError, match="a row has no value in the key"):
        run(given=None, streams=["gl_transactions"], generic_inquiries=[INQUIRY])


def test_a_parameter_may_be_a_date(sandbox, run):
    day = max(one["TransactionDate"] for one in sandbox.acumatica.truth("JournalTransaction"))[:10]
    inquiry = INQUIRY | {
        "inquiry": "GL Transactions by Date",
        "stream": "of_a_day",
        "parameters": {"Date": day},
    }

    rows = run(given=None, streams=["of_a_day"], generic_inquiries=[inquiry]).records("of_a_day")

    assert {row["date"] for row in rows} == {f"{day}T00:00:00Z"}  # declared as a date-time


def test_names_of_any_characters_are_read(sandbox, run):
    """Titles and captions are what users write; columns of one name are numbered."""
    inquiry = {"inquiry": "Vendors: #/Class", "stream": "classes", "keys": ["VendorID"]}

    rows = run(given=None, streams=["classes"], generic_inquiries=[inquiry]).records("classes")

    expected = {vendor["VendorID"]: vendor for vendor in sandbox.acumatica.truth("Vendor")}
    assert {row["vendor_id"] for row in rows} == expected.keys()
    for row in rows:
        vendor = expected[row["vendor_id"]]
        assert set(row) == {
            "tenant", "vendor_id", "tenant_2", "class", "class_2", "änderung"
        }  # fmt: skip
        assert row["tenant"] == "Acme"
        assert row["tenant_2"] == vendor["VendorName"]
        assert row["class"] == row["class_2"] == vendor["VendorClass"]
        assert row["änderung"]


def test_a_key_with_the_name_of_another_column_is_an_error(config):
    inquiry = {"inquiry": "Vendors: #/Class", "stream": "classes", "keys": ["Tenant"]}

    with pytest.raises(ConfigError, match="Tenant of Vendors: #/Class would be the column"):
        TapAcumatica(config=config | {"generic_inquiries": [inquiry]}).streams  # noqa: B018


def test_a_column_that_the_catalog_does_not_describe_is_an_error(config, run, catalog):
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        entry["schema"]["properties"]["more"] = {"type": ["string", "null"]}

    with pytest.raises(ConfigError, match="has no field of column 'more'"):
        run(given=catalog, streams=["accounts"])


def test_only_the_columns_that_are_named_are_read(run):
    table = TABLE | {"columns": ["CuryDebitAmt"]}

    [row, *_] = run(given=None, streams=["gl_tran"], dacs=[table]).records("gl_tran")

    assert set(row) == {"tenant", "module", "batch_nbr", "line_nbr", "cury_debit_amt"}


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"generic_inquiries": [INQUIRY | {"inquiry": "Nothing"}]}, "Nothing has no column"),
        ({"generic_inquiries": [INQUIRY | {"keys": ["Nr"]}]}, "has no column Nr"),
        ({"dacs": [TABLE | {"stream": "bills"}]}, "Two streams are named 'bills'"),
        ({"tracked_deletions": ["Invoices"]}, "names 'Invoices', whose table is not known"),
        ({"tracked_deletions": ["Bill", "Check", "Bill"]}, "names 'Bill' twice"),
    ],
)
def test_what_the_tenant_does_not_have_is_an_error(config, settings, text):
    with pytest.raises(ConfigError, match=text):
        TapAcumatica(config=config | settings).streams  # noqa: B018


def test_tracked_deletions_are_a_stream_and_keys_are_not_compared(sandbox, run):
    sandbox.acumatica.set_limits(tracked=["*"])
    options = {
        "given": None,
        "streams": ["journal_transactions", "deletions"],
        "tracked_deletions": ["JournalTransaction"],
    }
    first = run(**options)
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])
    sandbox.advance(60)
    sandbox.clear_journal()

    [*_, state] = [message["value"] for message in first.of_type("STATE")]
    output = run(state=state, **options)

    [row] = output.records("deletions")
    assert row["tenant"] == "Acme"
    assert row["entity"] == "JournalTransaction"
    assert row["id"] == touched["id"]
    assert row["deleted_at"]
    assert touched["id"] not in {row["id"] for row in output.records("journal_transactions")}
    read = [e for e in sandbox.journal() if "/JournalTransaction?" in e["path"]]
    assert len(read) == 1


def test_a_table_that_is_not_tracked_costs_the_stream_of_deletions(sandbox, run):
    with pytest.raises(StreamError, match="not tracked"):
        run(
            given=None,
            streams=["journal_transactions", "deletions"],
            tracked_deletions=["JournalTransaction"],
        )

    assert [e for e in sandbox.journal() if "/JournalTransaction?" in e["path"]]


def test_deletions_are_found_by_keys_while_their_stream_is_not_selected(sandbox, run, warehouse):
    """As with a catalog of before the setting."""
    sandbox.acumatica.set_limits(tracked=["*"])
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    options = {"streams": ["journal_transactions"], "tracked_deletions": ["JournalTransaction"]}
    warehouse.load(run(**options))
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])
    sandbox.advance(60)

    output = run(state=warehouse.state, **options)

    [row] = [row for row in output.records("journal_transactions") if row["is_deleted"]]
    assert row["batch_nbr"] == touched["BatchNbr"]


def test_all_deletions_of_an_entity_that_is_newly_tracked_are_read(sandbox, run, warehouse):
    """Those before the bookmark of the stream, and after keys were last compared."""
    sandbox.acumatica.set_limits(tracked=["*"])
    options = {"given": None, "streams": ["deletions"], "reconcile_hours": 20}
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    warehouse.load(run(**options, tracked_deletions=["Bill"]))
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])
    sandbox.advance(3600)
    warehouse.load(run(state=warehouse.state, **options, tracked_deletions=["Bill"]))
    both = ["Bill", "JournalTransaction"]

    output = run(state=warehouse.state, **options, tracked_deletions=both)
    warehouse.load(output)
    again = run(state=warehouse.state, **options, tracked_deletions=both)

    assert [row["id"] for row in output.records("deletions")] == [touched["id"]]
    assert again.records("deletions") == []


def test_what_was_deleted_before_it_is_tracked_is_found_by_keys_once(sandbox, run, warehouse):
    """Acumatica has no deletions of before tracking was switched on."""
    options = {"given": None, "streams": ["journal_transactions"]}
    first, second = (sandbox.acumatica.mutate("journal", status="On Hold") for _ in range(2))
    warehouse.load(run(**options))
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=first["id"])
    sandbox.advance(60)
    sandbox.acumatica.set_limits(tracked=["*"])
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=second["id"])
    options = {
        "given": None,
        "streams": ["journal_transactions", "deletions"],
        "tracked_deletions": ["JournalTransaction"],
        "reconcile_hours": 1000,
    }

    output = run(state=warehouse.state, **options)
    warehouse.load(output)
    sandbox.clear_journal()
    again = run(state=warehouse.state, **options)

    gone = [row for row in output.records("journal_transactions") if row["is_deleted"]]
    assert first["BatchNbr"] in {row["batch_nbr"] for row in gone}
    assert [row["id"] for row in output.records("deletions")] == [second["id"]]
    assert not [row for row in again.records("journal_transactions") if row["is_deleted"]]
    assert len([e for e in sandbox.journal() if "/JournalTransaction?" in e["path"]]) == 1


def test_a_deletion_that_names_no_record_is_an_error(sandbox, run):
    sandbox.acumatica.set_limits(tracked=["*"])
    body = '{"value": [{"RefNoteID": null, "DeleteDate": "2026-01-01T00:00:00Z"}]}'
    sandbox.fault("status", path="GetDeletedRecords", status=200, text=body, times=None)

    with pytest.raises(StreamError, match="Remove Bill from `tracked_deletions`"):
        run(given=None, streams=["deletions"], tracked_deletions=["Bill"])


@pytest.mark.parametrize(
    "settings",
    [
        {"dacs": [TABLE | {"stream": "lines"}]},
        {"generic_inquiries": [INQUIRY | {"stream": "lines"}]},
    ],
)
def test_a_part_of_the_rows_is_not_taken_for_all(sandbox, run, settings):
    body = '{"value": [], "@odata.nextLink": "https://acme.example/next"}'
    sandbox.fault("status", path="GL(Tran|%20Tr)", status=200, text=body, times=None)

    with pytest.raises(StreamError, match="only a part of the rows"):
        run(given=None, streams=["lines"], **settings)


def test_an_inquiry_without_rows_is_logged(run, caplog):
    inquiry = INQUIRY | {"inquiry": "GL Transactions by Period", "stream": "lines"}

    run(given=None, streams=["lines"], generic_inquiries=[inquiry])

    assert "GL Transactions by Period has no rows" in caplog.text
    assert "`parameters`" in caplog.text
