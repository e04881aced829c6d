"""An instance with receivers, and the official client."""

from __future__ import annotations

import contextlib

import looker_sdk
import pytest
from erp_sandbox.core.launch import Launch
from erp_sandbox.testing import Sandbox
from looker_sdk import error, models40

HOOK = "https://hooks.example.com/looker"


@pytest.fixture
def start(switchboard):
    """Starts an instance for one test."""
    with contextlib.ExitStack() as stack:

        def start(*, clock=None, state_dir=None, **options):
            options = {"documents": 40, "content": 8, **options}
            launch = stack.enter_context(
                Launch({"looker": options}, clock=clock, state_dir=state_dir)
            )
            switchboard.application = launch.applications["looker"]
            sandbox = Sandbox.connect(switchboard.url)
            # Tests move the clock further than a token lives.
            sandbox.looker.set_limits(token_seconds=10_000_000)
            return sandbox

        start.close = stack.close
        yield start


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


@pytest.fixture
def sandbox(start, inbox):
    return start(receivers=str(inbox))


@pytest.fixture
def connect(tmp_path):
    """Makes official clients of an instance."""

    def connect(sandbox):
        settings = sandbox.looker.config()
        path = tmp_path / "looker.ini"
        path.write_text(
            "[Looker]\n"
            f"base_url={settings['api_url']}\n"
            f"client_id={settings['client_id']}\n"
            f"client_secret={settings['client_secret']}\n"
            "verify_ssl=false\ntimeout=900\n"
        )
        return looker_sdk.init40(str(path))

    return connect


@pytest.fixture
def sdk(connect, sandbox):
    """The official client, logged in as an administrator."""
    return connect(sandbox)


@pytest.fixture
def look(sdk):
    """A Look of the instance."""
    return sdk.search_looks(limit=1, sorts="id")[0]


@pytest.fixture
def destination():
    """Makes destinations."""

    def destination(**changes):
        values = {"type": "webhook", "address": HOOK, "format": "csv", **changes}
        return models40.ScheduledPlanDestination(**values)

    return destination


@pytest.fixture
def plan(look, destination):
    """Makes the body of a plan of the Look."""

    def plan(**changes):
        values = {
            "name": "Lines after the load",
            "look_id": look.id,
            "require_results": False,
            "require_no_results": False,
            "require_change": False,
            "crontab": "0 6 * * *",
            "scheduled_plan_destination": [destination()],
            **changes,
        }
        given = {name: value for name, value in values.items() if value is not ...}
        return models40.WriteScheduledPlan(**given)

    return plan


@pytest.fixture
def refused():
    """Returns the details of the 422 that a call is refused with."""

    def refused(call, *arguments):
        with pytest.raises(error.SDKError) as raised:
            call(*arguments)
        assert raised.value.message == "Validation Failed", raised.value
        return {(detail.field, detail.code): detail.message for detail in raised.value.errors}

    return refused


@pytest.fixture
def outcomes(sandbox):
    """Returns state and detail of each job of a plan, when they have ended."""

    def outcomes(plan_id):
        sandbox.looker.wait_for_jobs()
        return [
            (job["status"], job["status_detail"])
            for job in sandbox.looker.truth("scheduled_jobs")
            if job["scheduled_plan_id"] == plan_id
        ]

    return outcomes
