"""Flows under `meltano run`: the sandbox, the installed plugins and a warehouse per test.

Meltano stores a plugin's settings and catalog in one folder of the project, so two runs of one
plugin must not overlap: the tests of an extractor are in one module, which one worker runs.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key

ROOT = Path(__file__).parents[2]
# Variables of the user: settings, and one that makes every process compile its imports again.
_REMOVED = (
    "TAP_", "TARGET_", "MELTANO_", "DBT_", "FINANCE_MARTS_", "LOOKER_", "SINGER_ERP_",
    "ERP_SANDBOX_", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip
_MELTANO = Path(sys.executable).with_name("meltano")
# Grants access at once.
_BROWSER = f"{sys.executable} -c 'import requests,sys; requests.get(sys.argv[1], timeout=60)' %s &"


@dataclass
class Flow:
    """`meltano run` from one sandbox to one warehouse."""

    sandbox: Sandbox
    folder: Path
    variables: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(_REMOVED)}
        return inherited | {
            **self.tap_settings(),
            "SINGER_ERP_DUCKDB_PATH": str(self.folder / "warehouse.duckdb"),
            "MELTANO_STATE_BACKEND_URI": (self.folder / "state").as_uri(),
            "MELTANO_DATABASE_URI": f"sqlite:///{self.folder}/meltano.db",
            "MELTANO_CLI_LOG_FORMAT": "plain",
            "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_TARGET_PATH": str(self.folder / "dbt"),
            "DBT_LOG_PATH": str(self.folder / "dbt"),
            "NO_COLOR": "1",
            **self.variables,
        }

    def tap_settings(self) -> dict[str, str]:
        """Return the tap's settings as environment variables."""
        return self.sandbox.netsuite.environment()

    @contextlib.contextmanager
    def start(self, *blocks: str) -> Iterator[subprocess.Popen[str]]:
        """Start `meltano run` in a new session with its log on stdout; stop it at the end."""
        command = [str(_MELTANO), "--env-file", os.devnull, "--environment", "sandbox"]
        with subprocess.Popen(
            [*command, "run", "--force", *blocks],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, *blocks: str) -> str:
        """Run to the end and return the log."""
        with self.start(*blocks) as process:
            log = process.communicate()[0]
        # Meltano's own traceback comes last and hides the plugin's error.
        errors = [line for line in log.splitlines() if "rror" in line or "FAIL" in line]
        assert process.returncode == 0, "\n".join(errors[:40]) or log[-6000:]
        return log

    def invoke(self, *arguments: str, text: str = "", project: Path = ROOT) -> str:
        """Run `meltano invoke` with an account, as the pages say it; return what it prints."""
        command = [str(_MELTANO), "--env-file", os.devnull, "--environment", "prod"]
        done = subprocess.run(
            [*command, "invoke", *arguments],
            cwd=project,
            env=self.environment | {"BROWSER": _BROWSER},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (done.stderr + done.stdout)[-6000:]
        return done.stdout

    def run_and_kill(self, program: str, when: str, *blocks: str) -> None:
        """Run, kill a program of the run when a line of the log appears, and wait for the end."""
        with self.start(*blocks) as process:
            for line in process.stdout:
                if when in line:
                    os.kill(_find(process.pid, program), signal.SIGKILL)
                    break
            else:
                pytest.fail(f"the run ended before {when!r}")
            process.communicate()
            # Plugins of a killed meltano end when their pipes close.
            _wait_for_session(process.pid)
        assert process.returncode != 0

    @contextlib.contextmanager
    def paused(self, process: subprocess.Popen[str], program: str) -> Iterator[None]:
        """Let a program of a run do nothing for a while."""
        pid = _find(process.pid, program)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def _session(leader: int) -> dict[int, str]:
    """Return the command lines of a session's running processes by process id."""
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
                select.select([handle], [], [])


@dataclass
class QuickBooksFlow(Flow):
    """A flow from a QuickBooks company, with rotating credentials."""

    def tap_settings(self) -> dict[str, str]:
        return self.sandbox.quickbooks.environment()


@dataclass
class AcumaticaFlow(Flow):
    """A flow from an Acumatica tenant."""

    def tap_settings(self) -> dict[str, str]:
        return self.sandbox.acumatica.environment()


@dataclass
class OracleFusionFlow(Flow):
    """A flow from an Oracle Fusion pod."""

    def tap_settings(self) -> dict[str, str]:
        return self.sandbox.oracle_fusion.environment()


@dataclass
class LookerFlow(Flow):
    """A flow from an instance of Looker to an Acumatica tenant."""

    looker: Sandbox

    def tap_settings(self) -> dict[str, str]:
        return self.sandbox.acumatica.environment() | self.looker.looker.environment()


@dataclass
class SalesforceFlow(Flow):
    """A flow to a Salesforce org."""

    org: Sandbox

    def by_key(self, sobject: str) -> dict[str, dict]:
        """Return live records by NetSuite id; fail on a duplicate id."""
        rows = [row for row in self.org.salesforce.truth(sobject) if row.get("NetSuite_Id__c")]
        records = {row["NetSuite_Id__c"]: row for row in rows}
        assert len(records) == len(rows)
        return records

    def writes(self) -> list[str]:
        """Return the paths of writing requests to the org since the journal was cleared."""
        return [
            entry["path"]
            for entry in self.org.journal()
            if entry["method"] != "GET" and "oauth2" not in entry["path"]
        ]


@dataclass
class PostgresFlow(Flow):
    """A flow to a Postgres warehouse."""

    def query(self, sql: str) -> list[tuple]:
        import psycopg2  # noqa: PLC0415  # comes with dbt-postgres

        host = self.variables["SINGER_ERP_POSTGRES_HOST"]
        with contextlib.closing(psycopg2.connect(host=host, user="postgres")) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall()


@pytest.fixture
def example() -> str:
    """The example of a `.env`, whose comments name commands."""
    return (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.fixture
def redirect_uri() -> str:
    """A callback on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://localhost:{probe.getsockname()[1]}/callback"


@pytest.fixture
def flow(tmp_path):
    """A NetSuite account with 300 documents and an empty DuckDB warehouse."""
    with Sandbox.start("netsuite", documents=300) as sandbox:
        yield Flow(sandbox, tmp_path, {})


@pytest.fixture
def quickbooks_flow(tmp_path):
    """A QuickBooks company with several currencies and an empty DuckDB warehouse."""
    variables = {
        "TAP_QUICKBOOKS_CREDENTIALS_PATH": str(tmp_path / "credentials.json"),
        KEY_VARIABLE: new_key(),
    }
    with Sandbox.start("quickbooks", documents=300, multicurrency=True) as company:
        yield QuickBooksFlow(company, tmp_path, variables)


@pytest.fixture
def acumatica_flow(tmp_path):
    """An Acumatica tenant that tracks deleted journals, and an empty DuckDB warehouse."""
    variables = {
        "TAP_ACUMATICA_CREDENTIALS_PATH": str(tmp_path / "credentials.json"),
        "TAP_ACUMATICA_TRACKED_DELETIONS": '["JournalTransaction"]',
        KEY_VARIABLE: new_key(),
    }
    with Sandbox.start("acumatica", documents=100) as tenant:
        tenant.acumatica.set_limits(tracked=["Batch"])
        yield AcumaticaFlow(tenant, tmp_path, variables)


@pytest.fixture
def oracle_fusion_flow(tmp_path):
    """An Oracle Fusion pod, an empty DuckDB warehouse, and no run of the schedule yet."""
    variables = {
        "FINANCE_MARTS_WAREHOUSE": str(tmp_path / "warehouse.duckdb"),
        "FINANCE_MARTS_LAST_RUN": str(tmp_path / "last-run"),
    }
    with Sandbox.start("oracle_fusion", documents=100) as pod:
        yield OracleFusionFlow(pod, tmp_path, variables)


@pytest.fixture
def looker_flow(tmp_path):
    """A function that returns the flow from an instance of Looker to a tenant."""
    variables = {
        "TARGET_ACUMATICA_AUDIT_URL": f"sqlite:///{tmp_path}/audit.sqlite",
        "TARGET_ACUMATICA_DEAD_LETTER_PATH": str(tmp_path / "dead-letters"),
    }
    return lambda tenant, looker: LookerFlow(tenant, tmp_path, variables, looker)


@pytest.fixture
def salesforce_flow(tmp_path):
    """A NetSuite account with 60 documents and an org with the external id fields."""
    account = Sandbox.start("netsuite", documents=60)
    with account, Sandbox.start("salesforce") as org:
        org.salesforce.mutate("prepare")
        audit = f"sqlite:///{tmp_path}/audit.sqlite"
        variables = {
            **org.salesforce.environment(),
            "TAP_NETSUITE_AUDIT_URL": audit,
            "TARGET_SALESFORCE_AUDIT_URL": audit,
            "TARGET_SALESFORCE_DEAD_LETTER_PATH": str(tmp_path / "dead-letters"),
        }
        yield SalesforceFlow(account, tmp_path, variables, org)


@pytest.fixture
def postgres_flow(tmp_path, postgres_variables):
    """A NetSuite account with 40 documents and a Postgres server as the warehouse."""
    with Sandbox.start("netsuite", documents=40) as sandbox:
        yield PostgresFlow(sandbox, tmp_path, postgres_variables)
