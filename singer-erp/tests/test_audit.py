"""The ledger: runs, pages, writes, and what is unchanged since."""

from __future__ import annotations

import datetime as dt
import json
import stat

import pytest
from click.testing import CliRunner
from singer_erp.audit.entries import PageRead, Sent, Write
from singer_erp.audit.log import Ledger
from singer_erp.audit.tables import WRITES
from singer_erp.cli import main
from singer_erp.errors import ConfigError

AT = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/audit.sqlite"


@pytest.fixture
def ledger(url):
    ledger = Ledger(url)
    yield ledger
    ledger.close()


@pytest.fixture
def ask(url):
    def ask(*arguments):
        result = CliRunner().invoke(main, ["audit", "--audit-url", url, *arguments])
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    return ask


def _write(key="1", action="created", **more):
    facts = {
        "stream": "customers",
        "source_key": key,
        "source_version": "2026-01-31T03:00:00Z",
        "extracted_at": "2026-01-31T04:00:00Z",
        "object": "Account",
        "destination_id": "001",
        "action": action,
        "error_code": None,
        "error": None,
        "fields": "Name",
        "mapping": "m",
        "digest": "d",
    }
    return Write(**facts | more)


def test_what_was_confirmed_is_known_by_destination_object_key_and_part(ledger):
    run = ledger.begin("target-acme", "1.0", "org")
    run.wrote(
        "org", [], [Sent("Account", str(n), "customers/0", f"d{n}", None) for n in range(1200)]
    )
    run.wrote("org", [], [Sent("Account", "7", "customers/0", "new", "001")])

    sent = ledger.sent("org", "Account", [str(n) for n in range(1200)])

    assert len(sent) == 1200
    assert sent["7", "customers/0"].digest == "new"
    assert ledger.sent("other", "Account", ["7"]) == {}


def test_outcomes_and_digests_are_noted_together_or_not_at_all(ledger):
    run = ledger.begin("target-acme", "1.0", "org")
    twice = Sent("Account", "1", "customers/0", "d", None)

    with pytest.raises(Exception, match="audit ledger"):
        run.wrote("org", [_write()], [twice, twice])

    assert ledger.query(WRITES.select()) == []
    assert ledger.sent("org", "Account", ["1"]) == {}


def test_the_history_of_a_record_names_its_request_and_its_writes(ledger, ask):
    tap = ledger.begin("tap-acme", "1.0")
    tap.read([PageRead("customers", "2", "10", 9, "request-7", AT)])
    run = ledger.begin("target-acme", "1.0", "org")
    run.wrote("org", [_write("9"), _write("11")], [])

    page, write = ask("record", "customers", "9")

    assert page["request_id"] == "request-7"
    assert (write["action"], write["destination_id"]) == ("created", "001")
    assert len(ask("record", "customers", "11")) == 1


def test_runs_and_rejects_are_listed(ledger, ask):
    run = ledger.begin("target-acme", "1.0", "org")
    run.wrote("org", [_write("1"), _write("2", "rejected", error_code="TOO_LONG")], [])
    run.end("complete", 3)

    [listed] = ask("runs")
    [reject] = ask("rejects")

    assert listed["records"] == {"created": 1, "rejected": 1}
    assert (listed["result"], listed["calls"]) == ("complete", 3)
    assert (reject["source_key"], reject["error_code"]) == ("2", "TOO_LONG")


def test_the_file_is_private(ledger, tmp_path):
    mode = (tmp_path / "audit.sqlite").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("url", ["nonsense", "sqlit:///x", "oracle://u:s3cret@h/d"])
def test_a_url_that_cannot_be_used_is_named_and_not_shown(url):
    with pytest.raises(ConfigError, match="`audit_url`") as raised:
        Ledger(url)

    assert "s3cret" not in str(raised.value)


def test_replay_writes_the_messages_without_the_reasons(tmp_path):
    path = tmp_path / "letters.jsonl"
    schema = {"type": "SCHEMA", "stream": "s", "schema": {}, "key_properties": []}
    record = {"type": "RECORD", "stream": "s", "record": {"amount": 1.10}}
    lines = [schema, record | {"rejected": {"code": "A"}}, record | {"rejected": {"code": "B"}}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    everything = CliRunner().invoke(main, ["replay", str(path)]).output.splitlines()
    some = CliRunner().invoke(main, ["replay", str(path), "--code", "B"]).output.splitlines()

    assert [json.loads(line) for line in everything] == [schema, record, record]
    assert len(some) == 2
