"""The request of every record is in the audit log, whatever order its page has."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from singer_erp.cli import main

STREAMS = ["bills", "bill_lines", "journal_transactions"]


@pytest.mark.parametrize("page_size", [3, 500])
def test_every_record_has_the_request_that_returned_it(sandbox, run, tmp_path, page_size):
    sandbox.acumatica.set_limits(order="shuffled")
    url = f"sqlite:///{tmp_path}/audit.sqlite"
    output = run(streams=STREAMS, page_size=page_size, audit_url=url)
    keys = {m["stream"]: m["key_properties"] for m in output.of_type("SCHEMA")}
    found = {}

    for message in output.of_type("RECORD")[::7]:
        stream = message["stream"]
        key = "/".join(str(message["record"][name]) for name in keys[stream])
        done = CliRunner().invoke(main, ["audit", "--audit-url", url, "record", stream, key])
        pages = [json.loads(line) for line in done.output.splitlines()]
        found[stream, key] = any(page["request_id"] for page in pages)

    assert {stream for stream, _ in found} == {*STREAMS}
    assert [key for key, is_found in found.items() if not is_found] == []
