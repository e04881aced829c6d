"""A Looker instance, the tap run against it, and the rows that are expected of it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
import requests
from erp_sandbox.testing import Sandbox
from singer_erp.testing import Warehouse, run_tap
from tap_looker.tap import TapLooker

CATALOG_PATH = Path(__file__).parent / "snapshots" / "catalog.json"
TIMEOUT = 60
QUERIES = json.loads((Path(__file__).parent / "data" / "queries.json").read_text())
_LINES_SQL = """
    SELECT line_id, memo, is_posted, debit, debit - credit, posting_date,
        strftime(posting_date, '%Y-%m'), strftime(posted_at, '%Y-%m-%dT%H:%M:%SZ'),
        strftime(modified_at, '%Y-%m-%dT%H:%M:%SZ'), account_number
    FROM gl_lines LEFT JOIN accounts USING (account_id)
    """


@pytest.fixture(scope="session")
def shared_sandbox():
    """An instance for tests that only read."""
    with Sandbox.start("looker", documents=150) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox():
    with Sandbox.start("looker", documents=30, content=12) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def catalog():
    """The reviewed catalog, so that not every run discovers."""
    return json.loads(CATALOG_PATH.read_text())


@pytest.fixture(scope="session")
def queries():
    """The query streams of the reviewed catalog."""
    return QUERIES


@pytest.fixture
def config(sandbox):
    return sandbox.looker.config() | {"queries": QUERIES}


@pytest.fixture
def warehouse():
    return Warehouse()


@pytest.fixture
def waits():
    """Seconds that the tap has waited."""
    return []


@pytest.fixture
def run(config, catalog, waits):
    """Run the tap in this process: `run("gl_lines", state=..., page_size=50)`.

    With `queries`, the catalog is that of discovery.
    """

    def run(
        *streams, state=None, records_per_state=None, given=catalog, sleep=waits.append, **settings
    ):
        return run_tap(
            partial(TapLooker, sleep=sleep),
            config | settings,
            state=state,
            catalog=None if "queries" in settings else given,
            streams=streams,
            records_per_state=records_per_state,
        )

    return run


@pytest.fixture
def expected_lines(sandbox):
    """Return the ledger lines of the warehouse as the stream has them, by key."""

    def read():
        names = [field.replace(".", "__") for field in QUERIES[0]["fields"]]
        rows = sandbox.looker.rows(_LINES_SQL)
        found = [dict(zip(names, row, strict=True)) | {"_other": None} for row in rows]
        return {(row["gl__line_id"],): row for row in found}

    return read


@pytest.fixture
def api(sandbox):
    """Send a request to the instance: `api("POST", "/queries", {...}, user="1")`."""
    settings = sandbox.looker.config()
    root = f"{settings['api_url']}/api/4.0"

    def log_in(path, token=None, **form):
        headers = {"Authorization": f"token {token}"} if token else {}
        sent = requests.post(root + path, data=form, headers=headers, timeout=TIMEOUT)
        return sent.json()["access_token"]

    def send(method, path, body=None, user=None):
        key = {name: settings[name] for name in ("client_id", "client_secret")}
        token = log_in("/login", **key)
        if user:
            token = log_in(f"/login/{user}", token)
        headers = {"Authorization": f"token {token}"}
        sent = requests.request(method, root + path, json=body, headers=headers, timeout=TIMEOUT)
        assert sent.ok, sent.text
        return sent.json()

    return send
