"""Lists: filters, projections, pages and their order."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

JOURNAL = "JournalTransaction"


def _truth(sandbox, entity):
    return {row["id"]: row for row in sandbox.acumatica.truth(entity)}


def _ids(records):
    return {record["id"] for record in records}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Module eq 'AP'", lambda row: row["Module"] == "AP"),
        ("Module eq 'ap' and Hold eq false", lambda row: row["Module"] == "AP"),
        ("not (Module eq 'AP' or Module eq 'AR')", lambda row: row["Module"] not in {"AP", "AR"}),
        ("startswith(BatchNbr,'GL0')", lambda row: row["BatchNbr"].startswith("GL0")),
        ("endswith(BatchNbr, '7')", lambda row: row["BatchNbr"].endswith("7")),
        ("substringof('0001', BatchNbr)", lambda row: "0001" in row["BatchNbr"]),
        ("BatchNbr gt 'AR' and BatchNbr le 'GL99999999'", lambda row: "AR" < row["BatchNbr"] < "H"),
        ("Description eq null", lambda row: row["Description"] is None),
        ("Description ne null", lambda row: row["Description"] is not None),
        (
            "TransactionDate lt datetimeoffset'2026-01-01'",
            lambda row: row["TransactionDate"] < "2026",
        ),
    ],
)
def test_filters_return_what_they_say(api, text, holds):
    truth = _truth(api.sandbox, JOURNAL)
    expected = {key for key, row in truth.items() if holds(row)}

    assert expected
    assert _ids(api.get(JOURNAL, filter=text)) == expected


def test_a_timestamp_is_compared_as_an_instant_whatever_its_offset(api):
    rows = _truth(api.sandbox, JOURNAL).values()
    middle = sorted(row["LastModifiedDateTime"] for row in rows)[len(rows) // 2]
    at = datetime.fromisoformat(middle)
    shifted = at.astimezone(datetime.fromisoformat("2026-01-01T00:00:00+05:30").tzinfo)
    expected = {
        row["id"] for row in rows if datetime.fromisoformat(row["LastModifiedDateTime"]) >= at
    }

    for text in (at.isoformat(), shifted.isoformat()):
        found = api.get(JOURNAL, filter=f"LastModifiedDateTime ge datetimeoffset'{text}'")
        assert _ids(found) == expected


def test_a_plus_that_is_not_encoded_breaks_a_timestamp(api):
    url = f"{JOURNAL}?$filter=LastModifiedDateTime gt datetimeoffset'2026-01-01T00:00:00+00:00'"

    response = api("GET", url)

    assert response.status_code == 500
    assert "Unrecognized 'Edm.DateTimeOffset' literal" in response.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hold eq 'true'", "Found operand types 'Edm.Boolean' and 'Edm.String'"),
        ("Module eq 1", "Found operand types 'Edm.String' and 'Edm.Int32'"),
        ("LastModifiedDateTime gt date'2026-01-01'", "'Edm.DateTimeOffset' and 'Edm.Date'"),
        ("Nothing eq 'x'", "The given key was not present in the dictionary."),
        ("Module eq", "Syntax error"),
        ("Module = 'GL'", "Syntax error"),
        ("contains(Module,'G')", "An unknown function with name 'contains' was found"),
        ("Module", "must evaluate to a single boolean value"),
        ("cf.String(f='BatchModule.Nothing') eq 'x'", "was not present in the dictionary"),
        ("TransactionDate gt datetimeoffset'yesterday'", "Unrecognized"),
        ("TransactionDate gt datetimeoffset'0001-01-01T00:00:00+14:00'", "Unrecognized"),
        ("not " * 500 + "Hold eq true", "nested too deep"),
    ],
)
def test_filters_that_are_not_valid_are_a_500(api, text, message):
    status, found = api.refused(JOURNAL, filter=text)

    assert status == 500
    assert message in found


def test_fields_of_linked_objects_and_custom_fields_can_be_filtered_by(api):
    vendors = _truth(api.sandbox, "Vendor").values()
    city = next(
        row["MainContact"]["Address"]["City"]
        for row in vendors
        if row["MainContact"]["Address"]["City"]
    )
    text = f"MainContact/Address/City eq '{city.replace(chr(39), chr(39) * 2)}'"
    expected = {row["id"] for row in vendors if row["MainContact"]["Address"]["City"] == city}

    assert _ids(api.get("Vendor", filter=text)) == expected
    found = api.get(JOURNAL, filter="cf.String(f='BatchModule.BatchType') eq 'Normal'")
    assert len(found) == len(_truth(api.sandbox, JOURNAL))


def test_a_filter_on_lines_returns_arbitrary_records(api):
    accounts = {
        line["Account"]: row["id"]
        for row in _truth(api.sandbox, JOURNAL).values()
        for line in row["Details"]
    }
    answers = {
        frozenset(_ids(api.get(JOURNAL, filter=f"Details/Account eq '{account}'")))
        for account in list(accounts)[:3]
    }

    assert len(answers) == 1


def test_pages_hold_every_record_once_in_an_order_that_is_not_the_keys(api):
    numbers = [
        api.values(record, "Module", "BatchNbr")
        for skip in range(0, 100, 10)
        for record in api.get(JOURNAL, top=10, skip=skip)
    ]

    assert len(set(numbers)) == len(numbers) == len(_truth(api.sandbox, JOURNAL))
    assert numbers != sorted(numbers)
    api.sandbox.acumatica.set_limits(order="keys")
    in_order = [api.values(record, "Module", "BatchNbr") for record in api.get(JOURNAL)]
    assert in_order == sorted(numbers)


def test_equal_requests_can_have_different_orders(api):
    api.sandbox.acumatica.set_limits(order="shuffled")

    orders = [[record["id"] for record in api.get("Account")] for _ in range(2)]

    assert orders[0] != orders[1]
    assert set(orders[0]) == set(orders[1])


def test_a_page_behind_the_last_is_empty_and_an_order_is_ignored(api):
    assert api.get(JOURNAL, skip=100_000) == []
    assert api.get("Account", top=3, orderby="AccountCD desc") == api.get("Account", top=3)
    assert api("GET", "Account?$top=-1").status_code == 400


def test_lines_and_linked_objects_come_only_when_they_are_expanded(api):
    plain = api.get(JOURNAL, top=1)[0]
    full = api.get(JOURNAL, top=1, expand="Details")[0]
    vendor = api.get("Vendor", top=1, expand="MainContact,MainContact/Address")[0]

    assert "Details" not in plain
    assert {**full, "Details": None} == {**plain, "Details": None}
    assert [line["rowNumber"] for line in full["Details"]] == list(
        range(1, len(full["Details"]) + 1)
    )
    assert "City" in vendor["MainContact"]["Address"]


def test_selected_fields_are_the_only_ones_at_each_level(api):
    record = api.get(JOURNAL, top=1, select="BatchNbr,Details/Account", expand="Details")[0]

    system = {"id", "rowNumber", "note", "custom"}
    assert record.keys() - system == {"BatchNbr", "Details", "_links"}
    assert record["Details"][0].keys() - system == {"Account"}


@pytest.mark.parametrize(
    "query", [{"select": "Nothing"}, {"expand": "Nothing"}, {"custom": "BatchModule.Nothing"}]
)
def test_unknown_names_are_a_500(api, query):
    status, message = api.refused(JOURNAL, **query)

    assert (status, message) == (500, "The given key was not present in the dictionary.")


def test_custom_fields_are_typed_and_grouped_by_view(api):
    truth = _truth(api.sandbox, JOURNAL)
    custom = "BatchModule.AutoReverse,Details/GLTranModuleBatNbr.DebitAmt"
    record = api.get(JOURNAL, top=1, custom=custom, expand="Details")[0]

    reverse = record["custom"]["BatchModule"]["AutoReverse"]
    assert reverse == {"type": "CustomBooleanField", "value": False}
    debits = [line["custom"]["GLTranModuleBatNbr"]["DebitAmt"] for line in record["Details"]]
    lines = truth[record["id"]]["Details"]
    assert [debit["value"] for debit in debits] == [
        line["custom"]["GLTranModuleBatNbr.DebitAmt"] for line in lines
    ]


def test_binary_fields_break_a_request(api):
    assert api("GET", "Account?$custom=AccountRecords.GroupMask").status_code == 500


def test_records_have_the_stored_values(api):
    for entity in ("JournalTransaction", "Bill", "Vendor", "Ledger", "StockItem"):
        truth = _truth(api.sandbox, entity)
        records = api.get(entity)
        assert _ids(records) == truth.keys()
        for record in records:
            shown = {
                name: wrapped.get("value")
                for name, wrapped in record.items()
                if isinstance(wrapped, dict) and name not in {"note", "custom", "_links"}
            }
            stored = truth[record["id"]]
            assert shown == {name: stored[name] for name in shown}


def test_amounts_have_the_stored_digits_and_null_is_an_empty_object(api):
    text = api("GET", f"{JOURNAL}?$expand=Details&$top=5").text
    amounts = [
        line[name]["value"]
        for record in api.get(JOURNAL, expand="Details", top=5)
        for line in record["Details"]
        for name in ("DebitAmount", "CreditAmount")
    ]

    assert all(f'"value":{amount}' in text for amount in amounts)
    assert '"value":null' not in text
    assert '"CostCode":{}' in text


def test_offsets_of_timestamps_can_be_mixed_and_dates_keep_their_day(api):
    before = {row["id"]: row for row in api.get(JOURNAL)}
    api.sandbox.acumatica.set_limits(offsets=[0, -480, 345])
    after = api.get(JOURNAL)

    stamps = [api.values(row, "LastModifiedDateTime") for row in after]
    assert {stamp[-6:] for stamp in stamps} == {"+00:00", "-08:00", "+05:45"}
    for row in after:
        old = before[row["id"]]
        assert datetime.fromisoformat(api.values(row, "LastModifiedDateTime")) == (
            datetime.fromisoformat(api.values(old, "LastModifiedDateTime"))
        )
        assert api.values(row, "TransactionDate")[:19] == api.values(old, "TransactionDate")[:19]
    assert datetime.fromisoformat(stamps[0]).astimezone(UTC).year >= 2024


def test_timestamps_have_no_fraction_or_one_without_trailing_zeros(api):
    stamps = {api.values(row, "LastModifiedDateTime")[19:-6] for row in api.get(JOURNAL)}

    assert all(not part or (1 < len(part) <= 4 and part[-1] != "0") for part in stamps)
    assert len({len(part) for part in stamps}) > 1


def test_ranges_hold_the_same_records_as_tests_of_every_record(api):
    operators = ("eq", "gt", "ge", "lt", "le")
    for seed in range(4):
        api.sandbox.acumatica.mutate("random", steps=10, seed=seed, late_seconds=120)
        rows = [
            {name: field.get("value") for name, field in record.items() if isinstance(field, dict)}
            for record in api.get(JOURNAL)
        ]
        for at in range(0, len(rows), 9):
            row = rows[at]
            time = f"datetimeoffset'{row['LastModifiedDateTime']}'"
            for operator, other in itertools.pairwise(operators):
                text = (
                    f"LastModifiedDateTime {operator} {time} and (Description ne null"
                    f" and BatchNbr {other} '{row['BatchNbr'].lower()}')"
                )
                found = api.get(JOURNAL, filter=text)
                assert found == api.get(JOURNAL, filter=f"not (not ({text}))")
        api.sandbox.advance(60)


@pytest.mark.parametrize("operator", ["eq", "ge", "lt"])
def test_a_business_date_is_compared_with_a_date_as_with_its_midnight(api, operator):
    [batch, *_] = api.get("JournalTransaction", top=1)
    day = api.values(batch, "TransactionDate")[:10]

    def found(literal):
        rows = api.get("JournalTransaction", filter=f"TransactionDate {operator} {literal}")
        return {row["id"] for row in rows}

    assert found(f"date'{day}'") == found(f"datetimeoffset'{day}T00:00:00Z'")
    assert (batch["id"] in found(f"date'{day}'")) == (operator != "lt")
