"""The commands of README and docs, run as they stand there in a fresh checkout.

The reader's accounts are simulated: the settings that a page tells to fill in come from the
environment or from the files it names. Each block starts in the checkout; variables that a block
exports are set in the next blocks of the page.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from erp_sandbox.testing import Sandbox

ROOT = Path(__file__).parents[2]
VENDORS = ("acumatica", "looker", "netsuite", "oracle_fusion", "quickbooks", "salesforce")
# Variables of the user who runs the tests.
REMOVED = (
    "TAP_",
    "TARGET_",
    "MELTANO_",
    "DBT_",
    "LOOKER_",
    "SINGER_ERP_",
    "ERP_SANDBOX_",
    "PYTHON",
    "VIRTUAL_ENV",
)
# Commands that something else runs.
ELSEWHERE = {
    "make test": "is this test run",
    "make check": "is a step of CI",
    "make bench": "measures for minutes; `make bench` is run before a release",
    "tap-acme": "is run by test_writing_a_tap.py",
}
# Commands that several pages have, and the page that runs them.
PAGES = {
    "make demo": "README.md",
    ".venv/bin/meltano --environment=prod run netsuite-to-warehouse": (
        "docs/netsuite-to-warehouse.md"
    ),
}
# Commands that run until they are interrupted, and what they print when they are ready.
SERVERS = {"webhooks serve": "Receiving events", "erp-sandbox serve": "export TARGET_SALESFORCE"}
_BLOCK = re.compile(r"^ *```console\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_POST_A_REJECT = "acumatica/bin/target-acumatica --config target.json < rejected.jsonl"
_BROWSER = "{python} -c 'import requests,sys; requests.get(sys.argv[1], timeout=60)' %s &"


def pages():
    """Return the pages that contain commands."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]
    return sorted(
        str(path.relative_to(ROOT)) for path in found if _BLOCK.search(path.read_text("utf-8"))
    )


def commands(block: str) -> list[str]:
    """Return the commands of a block, without what they print."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)


def blocks(page: str) -> list[list[str]]:
    """Return the commands of each block of a page."""
    found = _BLOCK.findall((ROOT / page).read_text("utf-8"))
    return [commands(textwrap.dedent(text)) for text in found]


def test_every_block_of_commands_is_one_that_is_run():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]:
        text = page.read_text("utf-8")
        assert not re.search(r"^ *```(sh|bash|shell|zsh)$", text, re.MULTILINE), page
    assert len(pages()) > 10
    for page in pages():
        prompts = re.findall(r"^ *\$ ", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        assert len(prompts) == sum(map(len, blocks(page))), page


def test_every_flow_that_a_page_names_is_one_of_make_demo():
    command = [sys.executable, "-m", "demo", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [choices] = set(re.findall(r"\{(.*?)\}", shown))
    named = {
        flow
        for page in [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]
        for flow in re.findall(r"make demo FLOW=([a-z-]+)", page.read_text("utf-8"))
    }
    assert len(named) > 4
    assert named <= set(choices.split(","))


@dataclass
class Reader:
    """Runs commands in a checkout, one block after the other."""

    checkout: Path
    environment: dict[str, str]
    variables: Path

    def run(self, block: list[str]) -> None:
        """Run the commands of a block in one shell, in the checkout."""
        servers = [command for command in block if _ready(command)]
        rest = [command for command in block if command not in servers]
        if rest:
            self._shell("\n".join([*rest, f"export -p > {self.variables}"]))
        for command in servers:
            self._serve(command, _ready(command))

    def _shell(self, script: str) -> None:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", f". {self.variables}\n{script}"],
            cwd=self.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout[-6000:]}"

    def _serve(self, command: str, ready: str) -> None:
        free = re.sub(r"--port \d+", "--port 0", command)
        with subprocess.Popen(
            ["bash", "-c", f". {self.variables}\nexec {free}"],
            cwd=self.checkout,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as server:
            lines = []
            for line in server.stdout:
                lines.append(line)
                if ready in line:
                    break
            server.send_signal(signal.SIGINT)
            server.stdout.read()
        assert ready in "".join(lines[-1:]), f"{command}\n{''.join(lines)}"


def _is_run_here(command: str, page: str) -> bool:
    own = next((PAGES[start] for start in PAGES if command.startswith(start)), page)
    return page == own and not any(command.startswith(start) for start in ELSEWHERE)


def _ready(command: str) -> str:
    return next((ready for words, ready in SERVERS.items() if words in command), "")


@pytest.fixture(scope="module")
def checkout(tracked_files, tmp_path_factory):
    """A copy of the repository's files, in which nothing is installed yet."""
    folder = tmp_path_factory.mktemp("docs") / "singer-erp"
    for path in tracked_files:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    return folder


@pytest.fixture
def vendors():
    """The vendors' APIs with small data sets."""
    options = {"netsuite": {"documents": 60}, "quickbooks": {"documents": 60}}
    with contextlib.ExitStack() as stack:
        yield {
            name: stack.enter_context(Sandbox.start(name, **options.get(name, {})))
            for name in VENDORS
        }


@pytest.fixture
def reader(checkout, vendors, postgres_variables, tmp_path):
    """A reader with an account of each vendor."""
    inherited = {n: v for n, v in os.environ.items() if not n.startswith(REMOVED)}
    settings = {}
    for name, vendor in vendors.items():
        settings |= getattr(vendor, name).environment()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        callback = f"http://localhost:{probe.getsockname()[1]}/callback"
    (tmp_path / "home").mkdir()
    (tmp_path / "variables").touch()
    environment = {
        **inherited,
        **settings,
        **postgres_variables,
        "HOME": str(tmp_path / "home"),
        "BROWSER": _BROWSER.format(python=sys.executable),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_COLOR": "1",
        "PIP_NO_COMPILE": "1",
    }
    for cache in ("PIP_CACHE_DIR", "UV_CACHE_DIR"):
        folder = cache.split("_")[0].lower()
        environment.setdefault(cache, str(Path.home() / ".cache" / folder))
    return Reader(checkout, environment, tmp_path / "variables"), callback


def _files(page: str, vendors: dict[str, Sandbox], callback: str) -> dict[str, dict]:
    """Return the settings files that the reader of a page has written."""
    netsuite = vendors["netsuite"].netsuite.config()
    quickbooks = vendors["quickbooks"].quickbooks.config() | {"redirect_uri": callback}
    salesforce = vendors["salesforce"].salesforce.config() | {"redirect_uri": callback}
    del quickbooks["refresh_token"]
    acumatica = vendors["acumatica"].acumatica
    consent = acumatica.config(auth="oauth_code") | {"redirect_uri": callback}
    del consent["refresh_token"]
    webhooks = {"webhook_inbox_url": "sqlite:///inbox.sqlite", "webhook_verifier_token": "v"}
    by_page = {
        "docs/acumatica.md": {"config.json": consent},
        "tap-acumatica/README.md": {"config.json": acumatica.config()},
        "tap-looker/README.md": {"config.json": vendors["looker"].looker.config()},
        "tap-oracle-fusion/README.md": {
            "config.json": vendors["oracle_fusion"].oracle_fusion.config()
        },
        "docs/quickbooks.md": {"config.json": quickbooks | webhooks},
        "tap-quickbooks/README.md": {"config.json": quickbooks},
        "target-acumatica/README.md": {
            "target.json": vendors["acumatica"].acumatica.config()
            | _example("target-acumatica/README.md")
            | {"dead_letter_path": "dead-letters", "on_reject": "dead_letter"}
        },
        "docs/looker-plans.md": {"plans.yml": _plans()},
        "docs/salesforce.md": {"config.json": salesforce | {"auth_method": "refresh_token"}},
        "target-salesforce/README.md": {
            "config.json": netsuite,
            "target.json": salesforce
            | {"dead_letter_path": "dead-letters", "on_reject": "dead_letter"},
        },
    }
    return by_page.get(page, {"config.json": netsuite})


@pytest.mark.parametrize("page", pages())
def test_commands_run_as_they_stand(page, reader, vendors):
    reader, callback = reader
    for name, settings in _files(page, vendors, callback).items():
        (reader.checkout / name).write_text(json.dumps(settings))

    if page == "target-salesforce/README.md":
        _make_a_reject(vendors)
    if page == "docs/quickbooks-to-warehouse.md":
        key = base64.urlsafe_b64encode(os.urandom(32)).decode()  # of docs/quickbooks.md
        reader.environment["SINGER_ERP_CREDENTIALS_KEY"] = key
    first, *others = blocks(page)
    if page == "target-acumatica/README.md":
        (reader.checkout / "accruals.jsonl").write_text(_accruals("10.50", "-10.50"))
        (reader.checkout / "rejected.jsonl").write_text(_accruals("1.00"))
        others = [[_POST_A_REJECT], *others]

    for block in (first, *others):
        reader.run([command for command in block if _is_run_here(command, page)])


def _plans() -> dict:
    """Return a file of plans that the instance of the sandbox can deliver."""
    fields = ["gl.document_id", "gl.net_amount"]
    query = {"model": "finance", "explore": "gl", "fields": fields, "limit": 100}
    mail = {"name": "bank", "type": "email", "address": "bank@example.com", "format": "csv"}
    plan = {"name": "AP aging", "query": query, "crontab": "0 6 * * 1", "destinations": [mail]}
    return {"owner": "finance", "plans": [plan]}


def _example(page: str) -> dict:
    """Return the settings that a page shows."""
    [text] = re.findall(
        r"^```json\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return json.loads(text)


def _accruals(*amounts: str) -> str:
    """Return a journal of lines with some amounts, as the example's mapping takes it."""
    columns = {"period": f"2026-09 {len(amounts)}", "legal_entity": "HEADOFFICE"}
    columns |= {"posting_date": "2026-09-30", "department": "00", "location": "00", "memo": "Rent"}
    accounts = ("6000", "2000")
    records = [
        columns | {"account": account, "amount": amount, "id": f"{len(amounts)} {account}"}
        for account, amount in zip(accounts, amounts, strict=False)
    ]
    properties = {name: {} for name in records[0]}
    schema = {"type": "SCHEMA", "stream": "accruals", "key_properties": ["id"]}
    messages = [schema | {"schema": {"type": "object", "properties": properties}}]
    messages += [{"type": "RECORD", "stream": "accruals", "record": r} for r in records]
    return "".join(json.dumps(message) + "\n" for message in messages)


def _make_a_reject(vendors: dict[str, Sandbox]) -> None:
    """Change a record of NetSuite into one that Salesforce refuses."""
    [contact] = vendors["netsuite"].netsuite.truth("SELECT min(id) AS id FROM contact")
    change = {"record": "contact", "id": contact["id"], "values": {"email": "no address"}}
    vendors["netsuite"].netsuite.mutate("change", **change)
