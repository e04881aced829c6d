"""Columns that an account cannot query are found once."""

from __future__ import annotations

import datetime as dt
import stat

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.timestamps import utc_now
from tap_netsuite.discovery import discover
from tap_netsuite.memory import Memory, memory_of
from tap_netsuite.tap import TapNetSuite

HIDDEN = 6


@pytest.fixture
def account():
    """An account with fields of transactions that cannot be queried, neighbors and single ones."""
    with Sandbox.start("netsuite", documents=5) as sandbox:
        for number in range(HIDDEN):
            name = f"custbody_bundle_{number}"
            sandbox.netsuite.mutate("add_custom_field", table="transaction", name=name)
            sandbox.netsuite.mutate("hide_column", table="transaction", column=name)
        yield sandbox


@pytest.fixture
def probes(account):
    """Discover, and return the probes of transactions and the columns that were found."""

    def run(**settings):
        account.clear_journal()
        config = account.netsuite.config() | settings
        streams = TapNetSuite(config=config, sleep=lambda _: None).streams
        probed = [
            e for e in account.journal() if "FROM transaction t WHERE ROWNUM" in (e["query"] or "")
        ]
        return len(probed), set(streams["transactions"].schema["properties"])

    return run


def test_each_costs_a_probe_once_and_none_later(probes):
    first, columns = probes()
    second, again = probes()

    # A response names one column: no order of probes finds them with fewer.
    assert (first, second) == (HIDDEN + 1, 1)
    assert columns == again
    assert not any(column.startswith("custbody_bundle") for column in columns)


def test_nothing_is_remembered_with_zero_days(probes, cache_folder):
    before = set(cache_folder.rglob("*.json"))

    probes(discovery_cache_days=0)

    assert probes(discovery_cache_days=0)[0] == HIDDEN + 1
    assert set(cache_folder.rglob("*.json")) == before


def test_a_field_whose_definition_has_changed_is_probed_again(account, probes):
    probes()
    account.advance(60)
    [field] = account.netsuite.truth(
        "select internalid from customfield where scriptid = 'CUSTBODY_BUNDLE_3'"
    )
    account.netsuite.mutate(
        "hide_column", table="transaction", column="custbody_bundle_3", hidden=False
    )
    account.netsuite.mutate(
        "change", record="customfield", id=field["internalid"], values={"isstored": True}
    )

    probed, columns = probes()

    assert probed == 1
    assert "custbody_bundle_3" in columns


def test_what_was_found_long_ago_is_probed_again(account):
    config = account.netsuite.config() | {"discovery_cache_days": 7}
    tap = TapNetSuite(config=config, sleep=lambda _: None)
    path = memory_of(tap.config)._path
    account.netsuite.mutate(
        "hide_column", table="transaction", column="custbody_bundle_3", hidden=False
    )

    def found(days):
        later = Memory(path, dt.timedelta(days=7), lambda: utc_now() + dt.timedelta(days=days))
        described = {table.name: schema for table, schema in discover(tap.suiteql, later, 4)}
        return "custbody_bundle_3" in described["transactions"]["properties"]

    assert [found(6), found(8)] == [False, True]


def test_other_credentials_remember_for_themselves(account):
    token = account.netsuite.config(auth="tba")
    config = TapNetSuite(config=token, sleep=lambda _: None).config
    assert memory_of(config)._path != memory_of(account_config(account))._path


def account_config(account):
    return account.netsuite.config() | {"discovery_cache_days": 7}


@pytest.mark.parametrize("damage", [b"{", b'{"transactions": {"memo": 1}}'])
def test_a_damaged_file_costs_probes_only(probes, account, damage):
    probes()
    path = memory_of(account_config(account))._path
    path.write_bytes(damage)

    assert probes()[0] == HIDDEN + 1
    assert probes()[0] == 1


def test_the_file_is_private(probes, account):
    probes()

    path = memory_of(account_config(account))._path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert account.netsuite.config()["client_id"] not in path.name


def test_a_folder_that_cannot_be_written_costs_probes_only(probes, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert probes()[0] == HIDDEN + 1


def test_broken_formulas_are_found_by_halves(sandbox: Sandbox, run_quickly):
    for column in ("custbody_batch", "memo"):
        sandbox.netsuite.mutate("break_column", table="transaction", column=column)

    config = sandbox.netsuite.config()
    streams = TapNetSuite(config=config, sleep=lambda _: None).streams

    properties = streams["transactions"].schema["properties"]
    assert not {"custbody_batch", "memo"} & properties.keys()
    probed = [e for e in sandbox.journal() if "FROM transaction t WHERE ROWNUM" in str(e["query"])]
    assert len(probed) < 40
