"""A Looker instance of the sandbox, and the commands run against it."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from erp_sandbox.looker.sample.warehouse import PROJECT
from erp_sandbox.testing import Sandbox
from singer_erp.errors import ErpError
from singer_erp.looker.command import looker_command
from singer_erp.looker.options import Options

WAIT_SECONDS = 300  # against hangs only
_OWNERS = itertools.count(1)
TABLES = """
view: account_totals {
  derived_table: {
    sql: SELECT account_id, COUNT(*) AS lines FROM @{SCHEMA}.gl_lines GROUP BY 1 ;;
    persist_for: "24 hours"
  }
  dimension: account_id { primary_key: yes  type: number  sql: ${TABLE}.account_id ;; }
}
view: broken {
  derived_table: { sql: SELECT nothing FROM nowhere ;;  persist_for: "24 hours" }
  dimension: nothing { type: string  sql: ${TABLE}.nothing ;; }
}
"""
EXECUTABLE = Path(sys.executable).with_name("singer-erp")


@dataclass(frozen=True)
class Done:
    """What a command has printed."""

    exit_code: int
    lines: list[dict[str, Any]]
    stderr: str

    @property
    def statuses(self) -> dict[str, str]:
        """The status of each delivery."""
        return {line["delivery"]: line["status"] for line in self.lines}


class Commands:
    """`singer-erp looker` with a file of plans and an audit log of its own.

    Args:
        sandbox: The instance.
        folder: The folder of both files.
    """

    def __init__(self, sandbox, folder):
        self.sandbox = sandbox
        self.owner = f"t{next(_OWNERS)}"
        self.path = folder / "plans.yml"
        self.environment = {
            **sandbox.looker.environment(),
            "LOOKER_AUDIT_URL": f"sqlite:///{folder}/audit.sqlite",
            "LOOKER_PLANS_FILE": str(self.path),
            "LOOKER_POLL_SECONDS": "0",
            "LOOKER_WAIT_SECONDS": str(WAIT_SECONDS),
        }

    def write(self, *plans, **more):
        """Write the file of plans."""
        found = {"owner": self.owner, "plans": plans, "job_status": {"lag_seconds": 0}} | more
        self.path.write_text(yaml.safe_dump(json.loads(json.dumps(found))))

    def __call__(self, *arguments, **variables):
        """Run a command in this process."""
        done = CliRunner().invoke(
            looker_command(self._sleep),
            [str(argument) for argument in arguments],
            env=self.environment | variables,
        )
        error = done.exception
        if error is not None and not isinstance(error, ErpError | SystemExit):
            raise error
        stderr = done.stderr + (str(error) if isinstance(error, ErpError) else "")
        return Done(done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], stderr)

    def _sleep(self, seconds):
        """Wait as a command does, in the time of the instance."""
        self.sandbox.looker.wait_for_jobs()
        self.sandbox.advance(max(seconds, 1))

    def start(self, url, *arguments, **variables):
        """Start a command in a process that uses another URL."""
        return subprocess.Popen(
            [EXECUTABLE, "looker", *arguments],
            env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
            | self.environment
            | {"LOOKER_API_URL": url, "LOOKER_POLL_SECONDS": "1"}
            | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def options(self):
        """Return the options of the commands."""
        config = self.sandbox.looker.config()
        return Options(
            **{name: config[name] for name in ("api_url", "client_id", "client_secret")},
            audit_url=self.environment["LOOKER_AUDIT_URL"],
            allow_http=False,
            user_agent=None,
            request_timeout_seconds=WAIT_SECONDS,
            wait_seconds=WAIT_SECONDS,
            poll_seconds=0,
            sleep=self.sandbox.advance,
        )

    def plans(self):
        """Return the instance's plans of the owner, without run-once copies."""
        ending = f" [{self.owner}]"
        return [
            plan
            for plan in self.sandbox.looker.truth("scheduled_plans")
            if plan["name"].endswith(ending)
        ]

    def sent(self):
        """Return plan, destination and status of what the instance has sent for the owner."""
        names = {plan["id"]: plan["name"] for plan in self.sandbox.looker.truth("scheduled_plans")}
        return [
            (names[entry["plan_id"]].partition(" [")[0], entry["address"], entry["status"])
            for entry in self.sandbox.looker.outbox()
            if f" [{self.owner} " in names[entry["plan_id"]]
        ]


@pytest.fixture(scope="session")
def receivers(tmp_path_factory):
    """The folder of what the receivers have received."""
    return tmp_path_factory.mktemp("receivers")


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """The sandbox's LookML project with derived tables."""
    folder = tmp_path_factory.mktemp("lookml") / "project"
    shutil.copytree(PROJECT, folder)
    (folder / "views" / "tables.view.lkml").write_text(TABLES)
    return folder


@pytest.fixture(scope="session")
def instance(receivers, project):
    options = {"documents": 20, "content": 4, "project": str(project)}
    with Sandbox.start("looker", receivers=str(receivers), **options) as sandbox:
        # Commands do not really wait here: rates, which are of real time, would refuse them.
        sandbox.looker.set_limits(run_once_per_second=None)
        yield sandbox


@pytest.fixture
def looker(instance, tmp_path):
    commands = Commands(instance, tmp_path)
    yield commands
    instance.clear_faults()
    instance.looker.set_limits(maintenance_seconds=1, build_seconds=0, activity_lag_seconds=0)
    instance.looker.set_receivers(refused_mailboxes=[], denied_buckets=[])
    instance.looker.trust_sftp()


@pytest.fixture
def plan(instance):
    """A function that returns a plan with changes."""
    look = instance.looker.truth("looks")[0]["id"]

    def plan(name="AP aging", **changes):
        email = {"name": "inbox", "type": "email", "address": "ap@example.com", "format": "csv"}
        plan = {"name": name, "look": look, "crontab": "0 6 * * *", "destinations": [email]}
        found = plan | changes
        return {key: value for key, value in found.items() if value is not None}

    return plan
