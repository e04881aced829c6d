"""Several companies in one configuration, each with its own log-in and its own state."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.errors import ConfigError

REALMS = ("4620816365001", "4620816365002")


@pytest.fixture
def sandbox():
    with Sandbox.start("quickbooks", documents=60, realm_ids=REALMS) as sandbox:
        for realm in REALMS:
            sandbox.quickbooks.set_limits(per_second=10_000, per_minute=1_000_000, realm=realm)
        yield sandbox


@pytest.fixture
def both(sandbox, run):
    """Settings of both companies, once each has its log-in."""
    for realm in REALMS:
        run(**sandbox.quickbooks.config(realm), streams=["terms"])
    return {"realm_ids": list(REALMS), "refresh_token": None}


def test_rows_of_both_companies_are_in_the_same_tables(
    sandbox, run, warehouse, assert_equals_source, both
):
    warehouse.load(run(**both))
    for number, realm in enumerate(REALMS):
        sandbox.quickbooks.mutate("random", seed=number, steps=15, realm=realm)

    warehouse.load(run(**both, state=warehouse.state))

    for realm in REALMS:
        assert_equals_source(warehouse, realm)


def test_a_company_that_is_added_later_is_read_in_full_and_the_other_stays(
    sandbox, run, warehouse, assert_equals_source, both
):
    warehouse.load(run(**{**both, "realm_ids": [REALMS[0]]}))

    output = run(**both, state=warehouse.state)
    warehouse.load(output)

    assert {row["realm_id"] for row in output.records("bills")} == {REALMS[1]}
    for realm in REALMS:
        assert_equals_source(warehouse, realm)


def test_too_many_changes_in_one_company_lose_nothing_of_the_other(
    sandbox, run, warehouse, assert_equals_source, both
):
    warehouse.load(run(**both))
    sandbox.advance(600)
    sandbox.quickbooks.mutate("grow", invoices=1050, days=0, realm=REALMS[1])
    sandbox.quickbooks.mutate("random", seed=1, steps=10, realm=REALMS[0])

    warehouse.load(run(**both, state=warehouse.state))

    for realm in REALMS:
        assert_equals_source(warehouse, realm)


def test_one_refresh_token_cannot_be_for_several(run):
    with pytest.raises(ConfigError, match="one company"):
        run(realm_ids=list(REALMS))
