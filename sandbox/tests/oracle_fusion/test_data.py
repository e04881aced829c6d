"""What a pod stores, in the terms of its resources."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.state import History
from erp_sandbox.oracle_fusion import seed
from erp_sandbox.oracle_fusion.actions import ACTIONS
from erp_sandbox.oracle_fusion.resources import RESOURCES

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
STORED = [name for name in RESOURCES if name != "ledgerBalances"]
TYPES = {"integer": int, "number": Decimal, "boolean": bool}
FORMATS = {"date": date, "date-time": datetime}


@pytest.fixture
def pod():
    return seed.pod(History(Clock(NOW)), documents=120, seed=5)


def unknown(row, path):
    """What a row holds that its resource does not have, or in another type."""
    attributes = row.resource.attributes
    found = [f"{path}.{name}" for name in row.values.keys() - attributes.keys()]
    for name, value in row.values.items():
        attribute = attributes.get(name)
        if attribute is not None:
            expected = TYPES.get(attribute.type) or FORMATS.get(attribute.format, str)
            if type(value) is not expected:
                found.append(f"{path}.{name} is {value!r}")
    found += [f"{path} without {a.name}" for a in attributes.values() if a.mandatory
              and a.name not in row.values]  # fmt: skip
    if row.children.keys() - row.resource.children.keys():
        found.append(f"{path} has other children")
    for name, items in row.children.items():
        keys = [item.key for item in items]
        if len(keys) != len(set(keys)):
            found.append(f"{path}.{name} has a key twice")
        for item in items:
            assert item.resource is row.resource.children[name]
            found += unknown(item, f"{path}.{name}")
    return found


@pytest.mark.parametrize("steps", [0, 80])
def test_records_hold_what_their_resources_have(pod, steps):
    ACTIONS["random"](pod, steps=steps, seed=1, late_seconds=5)
    pod.clock.advance(10)
    found = {problem for name in STORED for row in pod.rows(name) for problem in unknown(row, name)}
    assert not found


def test_every_resource_has_records(pod):
    assert [name for name in STORED if not pod.count(name)] == []


def test_records_are_not_of_the_future(pod):
    for name in STORED:
        for row in pod.rows(name):
            assert (row.modified is None) == (row.resource.modified is None)
            assert row.modified is None or row.modified <= NOW
            if row.resource.modified:
                assert row.values[row.resource.modified] == row.modified
            if row.resource.keys:
                assert row.values[row.resource.keys[0]] == row.identity


def test_combinations_of_all_documents_have_an_id(pod):
    known = pod.count("accountCombinationsLOV")
    for name in STORED:
        for row in pod.rows(name):
            assert row.children is not None
    assert len(pod.combinations.ids) == known


def test_two_charts_name_their_segments_differently(pod):
    names = {"entity", "naturalAccount"}
    for row in pod.rows("accountCombinationsLOV"):
        assert len(names & row.values.keys()) == 1
    charts = {row.values["_CHART_OF_ACCOUNTS_ID"] for row in pod.rows("accountCombinationsLOV")}
    assert charts == {row.identity for row in pod.rows("chartOfAccountsLOV")}


def test_the_fiscal_year_depends_on_the_calendar_of_the_ledger(pod):
    years = {
        row.values["PeriodSetNameId"]: (row.values["PeriodYear"], row.values["PeriodNumber"])
        for row in pod.rows("accountingPeriodsLOV")
        if row.values["PeriodNameId"] == "Apr-25"
    }
    assert years == {"ALDERWAY_CAL": (2025, 4), "ALDERWAY_APR": (2026, 1)}


def test_a_failed_change_leaves_the_pod_as_it_was(pod):
    before = {name: {row.key: row for row in pod.rows(name)} for name in STORED}
    numbers = [pod.next(name, 0) for name in ("document", "batch", "header")]

    def fail():
        with pod.all_or_nothing():
            ACTIONS["random"](pod, steps=20, seed=2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert {name: {row.key: row for row in pod.rows(name)} for name in STORED} == before
    assert [pod.next(name, 0) for name in ("document", "batch", "header")] == numbers
    assert not pod.deleted


def test_the_same_history_twice_is_the_same_pod():
    def state():
        pod = seed.pod(History(Clock(NOW)), documents=60, seed=1)
        ACTIONS["random"](pod, steps=40, seed=3)
        return {name: [(row.key, row.values) for row in pod.rows(name)] for name in STORED}

    assert state() == state()


def test_the_revision_changes_when_a_late_commit_becomes_visible(pod):
    row = next(iter(pod.rows("suppliers")))
    change = {"resource": "suppliers", "key": row.key, "values": {"Supplier": "Late"}}
    ACTIONS["change"](pod, **change, late=60)
    revision, before = pod.revision, pod.row("suppliers", row.key)
    pod.clock.advance(61)
    after = pod.row("suppliers", row.key)

    assert before is row
    assert after.values["Supplier"] == "Late"
    assert after.modified == NOW
    assert pod.revision > revision
