"""What a tenant stores, in the terms of its contracts."""

from datetime import UTC, datetime, timedelta

import pytest
from erp_sandbox.acumatica import seed
from erp_sandbox.acumatica.actions import ACTIONS
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.state import History

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
STORED = [name for name, entity in ENTITIES.items() if not entity.inquiry]


@pytest.fixture
def tenant():
    return seed.tenant(History(Clock(NOW)), "Acme", documents=60, seed=5)


def unknown(row, shape, path=""):
    """What a row holds that its contract does not have, or that is null rather than absent."""
    found = [f"{path}.{name}" for name in row.values.keys() - shape.fields.keys()]
    found += [f"{path}.{name}" for name in row.custom.keys() - shape.custom.keys()]
    found += [f"{path}.{name} is None" for name, value in row.values.items() if value is None]
    if set(row.details) - set(shape.details) or set(row.linked) - set(shape.linked):
        return [*found, f"{path} has other parts"]
    for name, lines in row.details.items():
        for line in lines:
            found += unknown(line, shape.details[name], f"{path}.{name}")
    for name, linked in row.linked.items():
        found += unknown(linked, shape.linked[name], f"{path}.{name}")
    return found


@pytest.mark.parametrize("steps", [0, 60])
def test_records_hold_what_their_contracts_have(tenant, steps):
    ACTIONS["random"](tenant, steps=steps, seed=1, late_seconds=5)
    tenant.clock.advance(10)
    found = {
        problem
        for name in STORED
        for row in tenant.rows(name)
        for problem in unknown(row, ENTITIES[name], name)
    }
    assert not found


def test_every_entity_has_records_with_ids_of_their_own(tenant):
    ids = [row.id for name in STORED for row in tenant.rows(name)]
    assert len(ids) == len(set(ids))
    assert [name for name in STORED if not tenant.count(name)] == []


def test_records_are_not_of_the_future(tenant):
    for name in STORED:
        for row in tenant.rows(name):
            assert row.modified is None or row.modified <= NOW
            assert (row.modified is None) == ("LastModifiedDateTime" not in ENTITIES[name].fields)


def test_a_failed_change_leaves_the_tenant_as_it_was(tenant):
    before = {name: {row.id: row for row in tenant.rows(name)} for name in STORED}
    number = tenant.number()

    def fail():
        with tenant.all_or_nothing():
            ACTIONS["random"](tenant, steps=20, seed=2)
            ACTIONS["preferences"](tenant, approval=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert {name: {row.id: row for row in tenant.rows(name)} for name in STORED} == before
    assert (tenant.changes, tenant.deletions, tenant.preferences.approval) == ([], [], False)
    assert tenant.number() == number + 1


def test_the_timestamp_of_a_change_is_never_before_an_earlier_one(tenant):
    timestamps = []
    for milliseconds in (0, 913, 120, 0):
        with tenant.stamping(milliseconds=milliseconds):
            timestamps.append(tenant.timestamp())
    assert timestamps == sorted(timestamps)
    tenant.clock.advance(1)
    assert tenant.timestamp() == NOW + timedelta(seconds=1)
