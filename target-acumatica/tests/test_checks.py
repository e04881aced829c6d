"""Bad input: rejected by name before anything of its journal is sent, and replayable."""

from __future__ import annotations

import json

import pytest

_BAD = {
    "unbalanced": ({"amount": "125.49"}, "OUT_OF_BALANCE", "debits are higher by 0.01 USD"),
    "unknown account": ({"account": "99999"}, "UNKNOWN_ACCOUNT", "there is no account 99999"),
    "no account": ({"account": None}, "NO_ACCOUNT", "Details[1].Account: has no value"),
    "inactive account": ({"account": "9100"}, "INACTIVE_ACCOUNT", "account 9100 is inactive"),
    "unknown subaccount": ({"sub": "77-7777"}, "UNKNOWN_SUBACCOUNT", "there is no subaccount 77"),
    "half a cent": ({"amount": "125.505"}, "TOO_MANY_DECIMALS", "more than the 2 decimals of USD"),
    "no amount": ({"amount": None}, "NO_AMOUNT", "Details[1]: has no amount"),
    "large amount": ({"amount": "1e15"}, "TOO_LARGE", "Details[1].Amount: takes 15 digits"),
    "long amount": ({"amount": "1000000000000000.01"}, "TOO_LARGE", "before the decimal point"),
    "no number": ({"amount": "12,5"}, "INVALID_VALUE", "Details[1].Amount: takes a number"),
    "two dates": ({"date": "2026-09-21"}, "INCOMPLETE", "several values of TransactionDate"),
    "closed period": ({"date": "2026-03-31"}, "CLOSED_PERIOD", "period 032026 is closed"),
    "no period": ({"date": "1999-03-31"}, "UNKNOWN_PERIOD", "is in no financial period"),
    "no date": ({"date": None}, "NO_DATE", "TransactionDate: has no value"),
    "not a date": ({"date": "Friday"}, "INVALID_VALUE", "TransactionDate: takes a date"),
    "inactive branch": ({"branch": "OLDSHED"}, "INACTIVE_BRANCH", "branch OLDSHED is inactive"),
    "unknown branch": ({"branch": "NOWHERE"}, "UNKNOWN_BRANCH", "there is no branch NOWHERE"),
    "no branch": ({"branch": None}, "NO_BRANCH", "map it, or set `branch`"),
    "long description": ({"memo": "x" * 240}, "TOO_LONG", "characters next to the token"),
}
_OF_HEADER = {"date", "branch", "memo"}


def _add(input_, case, change):
    """Add a journal whose second line, or whose header, is bad."""
    header = {name: value for name, value in change.items() if name in _OF_HEADER}
    line = {"account": "2000", "amount": "-125.50"} | change
    if change.get("amount"):
        line["amount"] = f"-{change['amount']}"
    input_.line(case, "6000", "125.50", **(header if case != "two dates" else {}))
    input_.line(case, line.pop("account"), line.pop("amount"), **line)


def test_bad_journals_are_rejected_by_name_and_nothing_of_them_is_posted(delivery, messages):
    input_ = messages().journal("good")
    for case, (change, _, _) in _BAD.items():
        _add(input_, case, change)

    run = delivery.run(input_.state(), post_as="released")

    letters = [line for line in delivery.dead_letters() if line["type"] == "RECORD"]
    assert (run.code, run.states) == (1, [])
    assert f"1 created, 0 updated, 0 unchanged, {len(_BAD)} rejected" in run.log
    assert delivery.statuses() == {"Accrual good": ["Posted"]}
    assert len(letters) == 2 * len(_BAD)
    for case, (_, code, reason) in _BAD.items():
        found = [line["rejected"] for line in letters if line["record"]["batch"] == case]
        assert {entry["code"] for entry in found} == {code}, case
        assert reason in found[0]["reason"], case
        assert len(found) == 2, case


def test_an_amount_that_is_no_number_is_reported_once(delivery, messages):
    delivery.run(messages().line("A", "6000", "12,5").line("A", "2000", "-1"))

    assert {*delivery.rejects()} == {("INVALID_VALUE", "Details[0].Amount: takes a number")}


def test_the_largest_amount_is_posted(delivery, messages):
    run = delivery.run(messages().journal("A", f"{'9' * 15}.99"))

    assert run.code == 0, run.log


def test_rejected_journals_are_posted_by_a_replay_after_the_fix(delivery, messages):
    control = delivery.sandbox.acumatica
    input_ = messages().journal("A", date="2026-03-31").journal("B").state()

    assert delivery.run(input_, post_as="released").code == 1
    control.mutate("period", period="032026", status="Open")
    replay = delivery.run(delivery.dead_letter_text(), post_as="released")

    assert replay.code == 0
    assert delivery.statuses() == {"Accrual A": ["Posted"], "Accrual B": ["Posted"]}


def test_what_only_the_instance_can_know_is_rejected_by_field(delivery, messages):
    mapping = json.loads(json.dumps(delivery.config["mappings"]))
    mapping["accruals"]["lines"]["Details"]["Project"] = "'NOPE'"

    run = delivery.run(messages().journal("A"), mappings=mapping)

    assert run.code == 1
    [(code, reason), _] = delivery.rejects()
    assert code == "Validation"
    assert reason.startswith("Details[0].Project: 'Project' cannot be found in the system.")
    assert delivery.journals() == {}


def test_a_line_that_cannot_be_mapped_keeps_its_journal_from_being_posted(delivery, messages):
    mapping = json.loads(json.dumps(delivery.config["mappings"]))
    mapping["accruals"]["lines"]["Details"]["Amount"] = "str(1 / (id - 4)) and amount"
    input_ = messages().journal("A").journal("B").line("B", "6000", "0")

    run = delivery.run(input_, mappings=mapping)

    assert run.code == 1
    assert {code for code, _ in delivery.rejects()} == {"MAPPING", "INCOMPLETE"}
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}


@pytest.mark.parametrize(
    ("key", "batch"), [("batch.strip()", None), ("batch", None), ("batch", ""), ("batch", "  ")]
)
def test_no_journal_of_a_stream_is_posted_if_a_line_may_belong_to_any(
    delivery, messages, key, batch
):
    mapping = json.loads(json.dumps(delivery.config["mappings"]))
    mapping["accruals"]["key"] = key
    input_ = messages().journal("A").line(batch, "6000", "0")

    run = delivery.run(input_, mappings=mapping)

    assert run.code == 1
    assert {code for code, _ in delivery.rejects()} == {"MAPPING", "INCOMPLETE"}
    assert delivery.journals() == {}


@pytest.mark.parametrize("missing", [1, 2])
def test_a_journal_is_posted_only_with_as_many_rows_as_its_source_has(delivery, messages, missing):
    mapping = json.loads(json.dumps(delivery.config["mappings"]))
    mapping["accruals"]["rows"] = "total"
    complete = messages()
    for account in ("6000", "6010"):
        complete.line("A", account, "10", total=4).line("A", account, "-10", total=4)
    part = messages()
    part.lines = complete.lines[:-missing]  # the tap was killed between two lines

    killed = delivery.run(part, mappings=mapping, post_as="released")
    again = delivery.run(complete.state(), mappings=mapping, post_as="released")

    assert (killed.code, again.code) == (1, 0)
    [(code, reason), *_] = delivery.rejects()
    assert code == "INCOMPLETE"
    assert reason == f"The document has 4 records by `rows`, and the input has {4 - missing}"
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


_MAPPINGS = {
    "object": ({"object": "Nope"}, "has no entity 'Nope'"),
    "field": ({"fields": {"Nope": "memo"}}, "JournalTransaction has no field Nope"),
    "line": (
        {"lines": {"Details": {"Account": "account", "Amount": "amount", "Nope": "id"}}},
        "JournalTransaction.Details has no field Nope",
    ),
    "detail": ({"lines": {"Rows": {"Account": "account"}}}, "has no lines 'Rows'"),
    "own field": ({"fields": {"Hold": "False"}}, "sets Hold of JournalTransaction"),
    "no amount": ({"lines": {"Details": {"Account": "account"}}}, "no account or no amount"),
    "one amount": (
        {"lines": {"Details": {"Account": "account", "DebitAmount": "amount"}}},
        "no account or no amount",
    ),
    "keys": ({"keys": ["BatchNbr"]}, "keys` has no effect on JournalTransaction"),
    "external id": ({"external_id": "BatchNbr"}, "external_id` has no effect in Acumatica"),
    "no keys": (
        {"object": "Contact", "fields": {"Email": "memo"}, "lines": {}},
        "The keys of Contact are not known",
    ),
}


@pytest.mark.parametrize("case", _MAPPINGS)
def test_a_mapping_that_does_not_fit_the_endpoint_ends_the_run(module_delivery, messages, case):
    change, message = _MAPPINGS[case]
    mapping = module_delivery.config["mappings"]["accruals"] | change

    run = module_delivery.run(messages().journal("A"), mappings={"accruals": mapping})

    assert run.code == 1
    assert message in run.log


def test_a_ledger_must_be_one_of_the_branch(delivery, messages):
    mapping = json.loads(json.dumps(delivery.config["mappings"]))
    mapping["accruals"]["fields"]["LedgerID"] = "'ACTUALEUR'"

    assert delivery.run(messages().journal("A"), mappings=mapping).code == 1
    assert delivery.rejects()[0] == (
        "WRONG_LEDGER",
        "LedgerID: ledger ACTUALEUR is not one of branch HEADOFFICE",
    )


def test_yen_have_no_decimals(delivery, messages):
    input_ = messages().journal("A", "100", branch="OSAKA").journal("B", "100.5", branch="OSAKA")

    assert delivery.run(input_).code == 1
    assert {code for code, _ in delivery.rejects()} == {"TOO_MANY_DECIMALS"}
    assert delivery.statuses() == {"Accrual A": ["Balanced"]}


_KEYED = ("first", "second", "batch", "branch", "date", "memo", "account", "sub", "amount", "text")


def _keyed(*rows):
    """Messages of one journal whose lines have a key of two properties."""
    schema = {"properties": {name: {} for name in _KEYED}}
    keys = {"key_properties": ["first", "second"]}
    header = {"batch": "A", "branch": "HEADOFFICE", "date": "2026-09-20", "sub": "000000"}
    lines = [{"type": "SCHEMA", "stream": "accruals", "schema": schema, **keys}]
    lines += [{"type": "RECORD", "stream": "accruals", "record": header | row} for row in rows]
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_lines_without_their_key_are_not_taken_for_each_other(delivery):
    rows = [("6000", "10"), ("2000", "-10"), ("6000", "5"), ("2000", "-5")]

    run = delivery.run(_keyed(*({"first": code, "amount": x, "account": code} for code, x in rows)))

    assert (run.code, delivery.journals()) == (1, {})
    assert {*delivery.rejects()} == {
        ("MAPPING", "the key property second of the record has no value")
    }


def test_lines_whose_keys_differ_in_a_slash_are_all_posted(delivery):
    keys = [("a/b", "c"), ("a", "b/c"), ("x/b", "c"), ("x", "b/c")]
    rows = [("6000", "10"), ("6000", "10"), ("2000", "-10"), ("2000", "-10")]

    delivery.run(
        _keyed(
            *(
                {"first": first, "second": second, "account": account, "amount": amount}
                for (first, second), (account, amount) in zip(keys, rows, strict=True)
            )
        )
    )

    [[batch]] = delivery.journals().values()
    assert len(batch["Details"]) == 4


def test_lines_whose_keys_a_stream_map_removes_are_all_posted(delivery, messages):
    kept = {name: name for name in ("batch", "branch", "date", "memo", "account", "sub")}
    kept |= {"amount": "amount", "text": "text", "__else__": None, "__key_properties__": []}

    delivery.run(messages().journal("A").journal("A", "1"), stream_maps={"accruals": kept})

    assert len(delivery.amounts("Accrual A")) == 4


def test_two_streams_do_not_mix_the_headers_of_one_journal(delivery, messages):
    mappings = delivery.config["mappings"]
    accruals = messages().journal("A").text()
    payroll = messages().journal("A", "7", date="2026-08-31").text()

    run = delivery.run(
        accruals + payroll.replace('"accruals"', '"payroll"'),
        mappings=mappings | {"payroll": mappings["accruals"]},
    )

    assert (run.code, delivery.journals()) == (1, {})
    reason = "The records of the document have several values of TransactionDate"
    assert {*delivery.rejects()} == {("INCOMPLETE", reason)}


@pytest.mark.parametrize("field", ["fields.CurrencyID", "lines.Details.Subaccount"])
def test_a_journal_is_not_posted_without_a_field_that_is_mapped(module_delivery, messages, field):
    mapping = json.loads(json.dumps(module_delivery.config["mappings"]["accruals"]))
    _, *detail, name = field.split(".")
    (mapping["lines"][detail[0]] if detail else mapping["fields"])[name] = "curency"

    run = module_delivery.run(messages().journal("A"), mappings={"accruals": mapping})

    assert run.code == 1
    assert f"`mappings.accruals.{field}` uses curency, which the stream does not have" in run.log


@pytest.mark.parametrize("rows", ["NaN", "Infinity", "1e30", "1e999999", 2.7, -1, "x", None])
def test_what_is_no_number_of_rows_is_rejected(module_delivery, messages, rows):
    mapping = module_delivery.config["mappings"]["accruals"] | {"rows": "total"}

    run = module_delivery.run(messages().journal("A", total=rows), mappings={"accruals": mapping})

    assert run.code == 1
    assert {*module_delivery.rejects()} == {
        ("MAPPING", "the result of `rows` is not a number of records")
    }


def test_a_replay_keeps_the_columns_of_a_schema_that_changed(delivery, messages):
    first = messages().journal("A", date="2026-03-31", sub="010000")
    narrow = json.loads(json.dumps(first.lines[0]))
    del narrow["schema"]["properties"]["total"]
    first.lines.append(narrow)
    first.journal("B", date="2026-03-31")
    narrow["key_properties"] = ["id", "batch"]

    delivery.run(first)
    schemas = [line for line in delivery.dead_letters() if line["type"] == "SCHEMA"]
    delivery.sandbox.acumatica.mutate("period", period="032026", status="Open")
    replay = delivery.run(delivery.dead_letter_text())

    assert (replay.code, schemas) == (0, [first.lines[0], narrow])
    assert {*delivery.statuses()} == {"Accrual A", "Accrual B"}


def test_nothing_is_sent_of_an_input_that_is_truncated(module_delivery, messages):
    run = module_delivery.run(messages().journal("A").text() + '{"type": "REC')

    assert run.code == 1
    assert "middle of line 4: the tap stopped before its end. Nothing was sent" in run.log


@pytest.mark.parametrize("decimals", [2, 4])
def test_a_huge_amount_is_rejected_whatever_the_decimals_of_the_currency(
    delivery, messages, decimals
):
    control = delivery.sandbox.acumatica
    [currency] = [row for row in control.truth("Currency") if row["CurrencyID"] == "USD"]
    values = {"DecimalPrecision": decimals}
    control.mutate("change", entity="Currency", id=currency["id"], values=values)

    run = delivery.run(messages().journal("A", "1e24").journal("B"))

    assert run.code == 1
    assert [code for code, _ in delivery.rejects()] == ["TOO_LARGE"] * 2
    assert delivery.statuses() == {"Accrual B": ["Balanced"]}
