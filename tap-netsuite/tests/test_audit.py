"""The audit log: every record has the request that returned it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.audit.log import AuditLog
from singer_erp.audit.tables import PAGES, RUNS
from singer_erp.errors import ErpError, VendorError

STREAMS = ["customers", "transactions", "transaction_lines", "transaction_links", "currencies"]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/state/audit.sqlite"


@pytest.fixture
def audit(url):
    def rows(table):
        log = AuditLog(url)
        try:
            return log.query(table.select())
        finally:
            log.close()

    return rows


def _ask(url, stream, key):
    program = Path(sys.executable).with_name("singer-erp")
    command = [program, "audit", "--audit-url", url, "record"]
    done = subprocess.run(
        [*command, stream, key], capture_output=True, check=True, text=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_pages_hold_as_many_records_as_were_written_and_name_requests_the_vendor_knows(
    sandbox: Sandbox, run, url, audit
):
    output = run(sandbox.netsuite.config(), streams=STREAMS, page_size=25, audit_url=url)

    noted = Counter()
    for page in audit(PAGES):
        noted[page["stream"]] += page["records"]
    assert noted == {stream: len(output.records(stream)) for stream in STREAMS}
    known = {entry["request_id"] for entry in sandbox.journal()}
    assert {page["request_id"] for page in audit(PAGES)} <= known
    [run] = audit(RUNS)
    assert (run["plugin"], run["result"]) == ("tap-netsuite", "complete")
    assert run["calls"] >= len(known & {page["request_id"] for page in audit(PAGES)})


def test_the_request_of_any_record_is_found_by_its_key(sandbox: Sandbox, run, url):
    output = run(sandbox.netsuite.config(), streams=STREAMS, page_size=25, audit_url=url)
    line = output.records("transaction_lines")[30]

    found = _ask(url, "transaction_lines", f"{line['transaction']}/{line['id']}")

    assert len(found) == 1
    assert found[0]["request_id"]


def test_a_run_that_fails_says_so_and_keeps_the_pages_its_state_covers(
    sandbox: Sandbox, run, url, audit
):
    sandbox.fault("status", body="ORDER BY t.transaction,", status=400, after=3, times=None)

    with pytest.raises(VendorError):
        run(sandbox.netsuite.config(), streams=STREAMS, page_size=25, audit_url=url)

    [run] = audit(RUNS)
    assert run["result"] == "failed"
    assert audit(PAGES)


def test_a_run_that_reads_nothing_leaves_no_trace(shared_sandbox, run, url, audit):
    run(shared_sandbox.netsuite.config(), streams=[], audit_url=url)

    assert audit(RUNS) == []


def test_an_unavailable_audit_log_is_an_error_before_anything_is_written(
    shared_sandbox, run, tmp_path, capfd
):
    (tmp_path / "file").write_text("")

    with pytest.raises(ErpError, match="`audit_url`"):
        run(
            shared_sandbox.netsuite.config(),
            streams=STREAMS,
            audit_url=f"sqlite:///{tmp_path}/file/audit.sqlite",
        )

    assert '"RECORD"' not in capfd.readouterr().out
