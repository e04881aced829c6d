"""The walks of `docs/architecture.md` name every function on the way of a record and a bookmark."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.testing import run_tap
from tap_netsuite.tap import TapNetSuite
from tap_quickbooks.tap import TapQuickBooks

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
TAPS = ("tap-netsuite", "tap-quickbooks")
PACKAGES = ("/singer_erp/", "/tap_netsuite/", "/tap_quickbooks/")
# Where a record is requested, where it is written, and where a bookmark is saved.
ENDS = {"HttpClient.fetch", "RecordType.lines", "StateStore.save"}

# The way starts at the stream, or in a thread that reads ahead.
STARTS = {"ErpStream.sync_records", "TableReader.read", "BatchedWindows._fetch"}
# Other requests than those for a page of records.
OTHERS = {"SuiteQL.rows", "TokenEndpoint.fetch", "BatchedWindows.counts", "BatchedWindows._edges"}


def _walked(tap: str) -> set[str]:
    """Return the functions that the walks of a tap name."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.split("### From stream to request", 1)[1].split("\n### ", 1)[0]
    column = TAPS.index(tap) + 2
    rows = [line.split("|") for line in section.splitlines() if line.count("|") == len(TAPS) + 2]
    return {name for row in rows for name in re.findall(r"`([\w.]+)`", row[column])}


def _entered(run) -> set[str]:
    """Return our functions on the stack whenever one of `ENDS` is entered."""
    entered = set()

    def profile(frame, event, _):
        if event != "call" or frame.f_code.co_qualname not in ENDS:
            return
        names = []
        while frame is not None:
            code = frame.f_code
            if any(package in code.co_filename for package in PACKAGES):
                names.append(code.co_qualname)
            frame = frame.f_back
        if STARTS & set(names) and not OTHERS & set(names):
            entered.update(names)

    threading.setprofile(profile)
    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return {name for name in entered if "<" not in name and name != "run_tap"}


@pytest.fixture
def netsuite():
    with Sandbox.start("netsuite", documents=20) as sandbox:
        yield TapNetSuite, sandbox.netsuite.config(), ["customers"]


@pytest.fixture
def quickbooks(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    with Sandbox.start("quickbooks", documents=20) as sandbox:
        settings = {"credentials_path": str(tmp_path / "credentials.json")}
        yield TapQuickBooks, sandbox.quickbooks.config() | settings, ["vendors", "customers"]


@pytest.mark.parametrize("tap", TAPS)
def test_the_walks_name_every_function_entered(tap, request):
    plugin, config, streams = request.getfixturevalue(tap.removeprefix("tap-"))

    entered = _entered(lambda: run_tap(plugin, config, streams=streams))

    assert entered >= ENDS
    assert not entered - _walked(tap)
