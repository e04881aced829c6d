"""The audit log: runs, pages, writes, and confirmed values."""

from __future__ import annotations

import datetime as dt
import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from singer_erp.audit.delivery import DeliveryRun
from singer_erp.audit.entries import Lost, PageRead, Sent, Write
from singer_erp.audit.log import AuditLog
from singer_erp.audit.sent import SentRecords
from singer_erp.audit.tables import MAPPINGS, WRITES
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


@pytest.fixture
def begin(log):
    """Begin a run that writes to the destination `org`."""

    def begin(**facts):
        run = log.begin("target-acme", facts.pop("version", "1.0"), "org", **facts)
        return DeliveryRun(log.database, run.run, "org")

    return begin


@pytest.fixture
def sent(log):
    return SentRecords(log.database, "org")


def _sent(key="1", digest="d", part="customers/0", **more):
    return Sent("Account", key, part, digest, **{"destination_id": f"001{key}"} | more)


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


def test_confirmed_values_are_found_by_destination_object_key_and_part(log, begin, sent):
    run = begin()
    run.record_outcomes([], [_sent(str(n), f"d{n}") for n in range(1200)], [])
    run.record_outcomes([], [_sent("7", "new")], [])

    found = sent.last_sent("Account", [str(n) for n in range(1200)])

    assert len(found) == 1200
    assert found["7", "customers/0"].digest == "new"
    assert SentRecords(log.database, "other").last_sent("Account", ["7"]) == {}


def test_outcomes_and_digests_are_recorded_in_one_transaction(log, begin, sent):
    with pytest.raises(Exception, match="audit log"):
        begin().record_outcomes([_write()], [_sent(), _sent()], [])

    assert log.query(WRITES.select()) == []
    assert sent.last_sent("Account", ["1"]) == {}


_PART = ("Account", "1", "customers/0")


def test_an_intent_without_an_outcome_is_pending(begin, sent):
    begin().record_outcomes([], [_sent()], [])
    run = begin()

    run.record_intents([_PART])

    [entry] = sent.last_sent("Account", ["1"]).values()
    assert (entry.pending_run, entry.digest) == (run.run, "d")


def test_a_refused_record_is_what_it_was_before_the_intent(begin, sent):
    begin().record_outcomes([], [_sent()], [])
    run = begin()
    run.record_intents([_PART])

    run.record_outcomes([], [], [_PART])

    [entry] = sent.last_sent("Account", ["1"]).values()
    assert (entry.pending_run, entry.digest) == (None, "d")


def test_a_refused_record_stays_unknown_if_an_earlier_run_left_it_pending(begin, sent):
    begin().record_outcomes([], [_sent()], [])
    killed, run = begin(), begin()
    killed.record_intents([_PART])
    run.record_intents([_PART])

    run.record_outcomes([], [], [_PART])

    [entry] = sent.last_sent("Account", ["1"]).values()
    assert (entry.pending_run, entry.digest) == (killed.run, None)


def test_runs_at_once_record_the_same_records(url, sent):
    """Each has a connection of its own, as processes do."""
    together, lost_at = threading.Barrier(2, timeout=60), AT.replace(tzinfo=None)

    def run(_):
        log = AuditLog(url)
        run = DeliveryRun(log.database, log.begin("target-acme", "1.0", "org").run, "org")
        for number in range(50):
            together.wait()
            run.record_mappings({str(number): "text"})
            run.record_intents([("Account", str(number), "customers/0")])
            run.record_outcomes([], [_sent(str(number))], [])
            run.record_comparison("Account")
            run.record_lost([Lost("Account", str(number), lost_at, None)])
        log.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))

    assert len(sent.lost("Account")) == 50
    assert sent.last_sent("Account", [str(number) for number in range(50)]) == {}


def test_a_lost_record_is_forgotten_until_it_is_sent_again(begin, sent):
    begin().record_outcomes([], [_sent(), _sent(part="addresses/0")], [])

    begin().record_lost([Lost("Account", "1", AT.replace(tzinfo=None), "0011")])

    assert sent.last_sent("Account", ["1"]) == {}
    assert sent.lost("Account")["1"].destination_id == "0011"


def test_jobs_are_known_until_they_end(begin, sent):
    begin().start_job("Account", "750")
    assert sent.jobs() == [("Account", "750")]

    begin().end_job("750")

    assert sent.jobs() == []


def test_the_history_of_a_record_has_its_request_and_its_writes(log, begin, query):
    tap = log.begin("tap-acme", "1.0")
    tap.record_pages([PageRead("customers", "2", "10", 9, "request-7", AT)])
    run = begin(user_id="005")
    writes = [_write("9", request_id="r-1"), _write("11", job_id="750")]
    run.record_outcomes(writes, [], [])

    page, write = query("record", "customers", "9")
    [other] = query("record", "customers", "11")

    assert page["request_id"] == "request-7"
    assert (write["action"], write["destination_id"]) == ("created", "001")
    assert (write["request_id"], write["user_id"]) == ("r-1", "005")
    assert other["job_id"] == "750"


@pytest.mark.parametrize("length", [15, 18])
def test_writes_are_found_by_destination_id(begin, query, length):
    one, other = "001Sx000001AbCdIAK", "001Sx000001aBcDIAK"
    writes = [_write("1", destination_id=one), _write("2", destination_id=other)]
    begin().record_outcomes(writes, [], [])

    assert [row["source_key"] for row in query("destination", one[:length])] == ["1"]
    assert query("destination", one[:14]) == []
    assert query("destination", one, "--object", "Contact") == []


def test_a_mapping_is_stored_once(begin, query, log):
    for _ in range(2):
        begin().record_mappings({"m": '{"object": "Account"}'})

    assert query("mapping", "m") == [{"object": "Account"}]
    assert len(log.query(MAPPINGS.select())) == 1


def test_runs_and_rejects_are_listed(begin, query):
    run = begin(user_id="005")
    writes = [_write("1"), _write("2", "rejected", error_code="TOO_LONG")]
    run.record_outcomes(writes, [], [])
    run.record_unchanged(3, [])
    run.record_unchanged(4, [])
    run.end("complete", 3)

    [listed] = query("runs")
    [reject] = query("rejects")

    assert listed["records"] == {"created": 1, "rejected": 1, "unchanged": 7}
    assert (listed["result"], listed["calls"], listed["user_id"]) == ("complete", 3, "005")
    assert (reject["source_key"], reject["error_code"]) == ("2", "TOO_LONG")


def test_held_records_of_version_0_1_0_are_listed_as_deferred(begin, query):
    writes = [_write("1", "held"), _write("2", "deferred")]
    begin(version="0.1.0").record_outcomes(writes, [], [])

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
