"""The audit log: runs, pages, writes, and confirmed values."""

from __future__ import annotations

import datetime as dt
import json
import stat

import pytest
from click.testing import CliRunner
from singer_erp.audit.entries import PageRead, Sent, Write
from singer_erp.audit.log import AuditLog
from singer_erp.audit.tables import WRITES
from singer_erp.cli import main
from singer_erp.errors import ConfigError

AT = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/audit.sqlite"


@pytest.fixture
def log(url):
    log = AuditLog(url)
    yield log
    log.close()


@pytest.fixture
def query(url):
    def query(*arguments):
        result = CliRunner().invoke(main, ["audit", "--audit-url", url, *arguments])
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    return query


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


def test_confirmed_values_are_found_by_destination_object_key_and_part(log):
    run = log.begin("target-acme", "1.0", "org")
    run.record_writes(
        "org", [], [Sent("Account", str(n), "customers/0", f"d{n}", None) for n in range(1200)]
    )
    run.record_writes("org", [], [Sent("Account", "7", "customers/0", "new", "001")])

    sent = log.last_sent("org", "Account", [str(n) for n in range(1200)])

    assert len(sent) == 1200
    assert sent["7", "customers/0"].digest == "new"
    assert log.last_sent("other", "Account", ["7"]) == {}


def test_outcomes_and_digests_are_recorded_in_one_transaction(log):
    run = log.begin("target-acme", "1.0", "org")
    twice = Sent("Account", "1", "customers/0", "d", None)

    with pytest.raises(Exception, match="audit log"):
        run.record_writes("org", [_write()], [twice, twice])

    assert log.query(WRITES.select()) == []
    assert log.last_sent("org", "Account", ["1"]) == {}


def test_the_history_of_a_record_has_its_request_and_its_writes(log, query):
    tap = log.begin("tap-acme", "1.0")
    tap.record_pages([PageRead("customers", "2", "10", 9, "request-7", AT)])
    run = log.begin("target-acme", "1.0", "org")
    run.record_writes("org", [_write("9"), _write("11")], [])

    page, write = query("record", "customers", "9")

    assert page["request_id"] == "request-7"
    assert (write["action"], write["destination_id"]) == ("created", "001")
    assert len(query("record", "customers", "11")) == 1


def test_runs_and_rejects_are_listed(log, query):
    run = log.begin("target-acme", "1.0", "org")
    run.record_writes("org", [_write("1"), _write("2", "rejected", error_code="TOO_LONG")], [])
    run.end("complete", 3)

    [listed] = query("runs")
    [reject] = query("rejects")

    assert listed["records"] == {"created": 1, "rejected": 1}
    assert (listed["result"], listed["calls"]) == ("complete", 3)
    assert (reject["source_key"], reject["error_code"]) == ("2", "TOO_LONG")


def test_held_records_of_version_0_1_0_are_listed_as_deferred(log, query):
    run = log.begin("target-acme", "0.1.0", "org")
    run.record_writes("org", [_write("1", "held"), _write("2", "deferred")], [])

    assert query("runs")[0]["records"] == {"deferred": 2}
    assert {row["action"] for row in query("rejects")} == {"deferred"}
    assert query("record", "customers", "1")[0]["action"] == "deferred"


def test_the_file_is_private(log, tmp_path):
    mode = (tmp_path / "audit.sqlite").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("url", ["nonsense", "sqlit:///x", "oracle://u:s3cret@h/d"])
def test_an_invalid_url_is_named_without_its_contents(url):
    with pytest.raises(ConfigError, match="`audit_url`") as raised:
        AuditLog(url)

    assert "s3cret" not in str(raised.value)


def test_replay_prints_the_messages_without_the_reasons(tmp_path):
    path = tmp_path / "dead-letters.jsonl"
    schema = {"type": "SCHEMA", "stream": "s", "schema": {}, "key_properties": []}
    record = {"type": "RECORD", "stream": "s", "record": {"amount": 1.10}}
    lines = [schema, record | {"rejected": {"code": "A"}}, record | {"rejected": {"code": "B"}}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    everything = CliRunner().invoke(main, ["replay", str(path)]).output.splitlines()
    some = CliRunner().invoke(main, ["replay", str(path), "--code", "B"]).output.splitlines()

    assert [json.loads(line) for line in everything] == [schema, record, record]
    assert len(some) == 2
