"""Several versions of a source row in one input: the latest counts, whatever its key is."""

from __future__ import annotations

import pytest

_DELETED = "_sdc_deleted_at"
_VENDOR = {
    "object": "Vendor",
    "key": "id",
    "fields": {"VendorName": "name", "VendorClass": "kind"},
    "where": "terms != 'revoked'",
}


def _again(input_, **values):
    """Add another version of every record."""
    for line in [*input_.lines[1:]]:
        input_.record("accruals", **line["record"] | values)
    return input_


def _with_where(delivery, where):
    return {"mappings": {"accruals": delivery.config["mappings"]["accruals"] | {"where": where}}}


def test_a_row_that_moves_to_another_journal_leaves_the_first(delivery, messages):
    input_ = _again(messages().journal("A"), batch="B", memo="Accrual B")

    run = delivery.run(input_.state())

    assert (run.code, run.states) == (0, [{"run": 1}])
    assert "1 created, 0 updated, 0 unchanged, 0 rejected, 0 deferred, 2 superseded" in run.log
    assert [*delivery.journals()] == ["Accrual B"]
    assert [row["action"] for row in delivery.audit()].count("superseded") == 2


def test_a_row_that_moves_back_is_in_the_first_journal(delivery, messages):
    input_ = messages().journal("A")
    rows = [line["record"] for line in input_.lines[1:]]
    for values in ({"batch": "B", "memo": "Accrual B"}, {}):
        for row in rows:
            input_.record("accruals", **row | values)

    delivery.run(input_)

    assert [*delivery.journals()] == ["Accrual A"]
    assert len(delivery.amounts("Accrual A")) == 2


def test_an_older_version_that_arrives_later_moves_nothing(delivery, messages):
    input_ = messages().journal("A", changed="2026-09-02")
    input_.lines[0]["bookmark_properties"] = ["changed"]

    delivery.run(_again(input_, batch="B", memo="Accrual B", changed="2026-09-01"))

    assert [*delivery.journals()] == ["Accrual A"]


def test_a_row_whose_latest_version_is_filtered_is_not_posted(delivery, messages):
    input_ = _again(messages().journal("A"), text="void").journal("B")

    run = delivery.run(input_, **_with_where(delivery, "text != 'void'"))

    assert run.code == 0
    assert [*delivery.journals()] == ["Accrual B"]


def test_a_row_that_is_no_longer_filtered_is_posted(delivery, messages):
    input_ = _again(messages().journal("A", text="void"), text="approved")

    delivery.run(input_, **_with_where(delivery, "text != 'void'"))

    assert len(delivery.amounts("Accrual A")) == 2


def test_a_row_that_is_deleted_with_its_key_alone_is_not_posted(delivery, messages):
    input_ = messages().journal("A").journal("B")
    input_.lines[0]["schema"]["properties"][_DELETED] = {}
    for number in (1, 2):
        record = {"id": number, _DELETED: "2026-09-21T00:00:00Z"}
        input_.lines.append({"type": "RECORD", "stream": "accruals", "record": record})

    run = delivery.run(input_)

    assert run.code == 0
    assert [*delivery.journals()] == ["Accrual B"]


def test_rows_of_two_streams_with_equal_keys_are_different_rows(delivery, messages):
    input_ = messages().journal("A")
    others = messages().journal("B").lines
    for line in others:
        line["stream"] = "allocations"
    input_.lines += others
    mapping = delivery.config["mappings"]["accruals"]

    delivery.run(input_, mappings={"accruals": mapping, "allocations": mapping})

    assert {*delivery.journals()} == {"Accrual A", "Accrual B"}


@pytest.mark.parametrize(("last", "names"), [("revoked", []), ("30D", ["Vendor V1"])])
def test_a_record_whose_latest_version_is_filtered_is_not_written(delivery, messages, last, names):
    input_ = messages().vendor("V1", kind="DEFAULT").vendor("V1", kind="DEFAULT", terms="revoked")
    if last != "revoked":
        input_.vendor("V1", kind="DEFAULT", terms=last)

    run = delivery.run(input_, mappings={"vendors": _VENDOR})

    vendors = delivery.sandbox.acumatica.truth("Vendor")
    assert run.code == 0
    assert [row["VendorName"] for row in vendors if row["VendorID"] == "V1"] == names


def test_a_filtered_record_does_not_exclude_another_one_with_its_key(delivery, messages):
    mapping = _VENDOR | {"key": "email"}
    input_ = messages().vendor("1", email="V2", kind="DEFAULT")
    input_.vendor("2", email="V2", terms="revoked")

    delivery.run(input_, mappings={"vendors": mapping})

    assert [row for row in delivery.sandbox.acumatica.truth("Vendor") if row["VendorID"] == "V2"]


def test_a_row_that_has_no_journal_key_at_first_keeps_none_from_being_posted(delivery, messages):
    input_ = _again(messages().journal(None), batch="A", memo="Accrual A")

    run = delivery.run(input_)

    assert run.code == 0
    assert len(delivery.amounts("Accrual A")) == 2
