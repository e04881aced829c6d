"""A Salesforce org on localhost and the target that writes to it.

Each test has an org of its own, which starts in ten milliseconds: orgs have no undo.
"""

from __future__ import annotations

import io
import json
import logging
import threading
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from erp_sandbox.testing import Sandbox
from singer_erp.audit.log import AuditLog
from singer_erp.audit.tables import RUNS, WRITES
from target_salesforce.target import TargetSalesforce

if TYPE_CHECKING:
    from collections.abc import Callable

CUSTOMER = [
    "id",
    "companyname",
    "altname",
    "entityid",
    "phone",
    "fax",
    "url",
    "parent",
    "lastmodifieddate",
]
CONTACT = [
    "id",
    "firstname",
    "lastname",
    "entityid",
    "salutation",
    "title",
    "email",
    "phone",
    "officephone",
    "mobilephone",
    "homephone",
    "fax",
    "company",
    "lastmodifieddate",
]
VENDOR = [
    "id",
    "companyname",
    "altname",
    "entityid",
    "phone",
    "fax",
    "url",
    "lastmodifieddate",
]
ADDRESS = [
    "entity",
    "addr1",
    "addr2",
    "addr3",
    "city",
    "state",
    "zip",
    "country",
]
COLUMNS = {
    "customers": CUSTOMER,
    "contacts": CONTACT,
    "vendors": VENDOR,
    "customer_billing_addresses": ADDRESS,
}


def _schema(stream: str) -> dict[str, Any]:
    key = "entity" if "addresses" in stream else "id"
    return {
        "type": "SCHEMA",
        "stream": stream,
        "key_properties": [key],
        "bookmark_properties": ["lastmodifieddate"]
        if "lastmodifieddate" in COLUMNS[stream]
        else [],
        "schema": {"type": "object", "properties": {column: {} for column in COLUMNS[stream]}},
    }


class Messages:
    """Singer messages, in the order they were added."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self._streams: set[str] = set()

    def record(self, stream: str, **values: Any) -> Messages:
        """Add a record, after its schema if it is the first one."""
        if stream not in self._streams:
            self._streams.add(stream)
            self.lines.append(_schema(stream))
        record = dict.fromkeys(COLUMNS[stream]) | values
        self.lines.append(
            {
                "type": "RECORD",
                "stream": stream,
                "record": record,
                "time_extracted": "2026-01-31T04:00:00Z",
            }
        )
        return self

    def customer(self, number: int, **values: Any) -> Messages:
        name = {"id": number, "companyname": f"Customer {number}", "entityid": f"C-{number}"}
        return self.record("customers", **name | values)

    def contact(self, number: int, company: int | None = None, **values: Any) -> Messages:
        name = {"lastname": f"Contact {number}", "company": company}
        return self.record("contacts", id=number, **name | values)

    def vendor(self, number: int, **values: Any) -> Messages:
        name = {"companyname": f"Vendor {number}", "entityid": f"V-{number}"}
        return self.record("vendors", id=number, **name | values)

    def state(self, value: int = 1) -> Messages:
        self.lines.append({"type": "STATE", "value": {"run": value}})
        return self

    def text(self) -> io.StringIO:
        return io.StringIO("".join(json.dumps(line) + "\n" for line in self.lines))


@dataclass
class Run:
    """The result of one run of the target."""

    code: int
    states: list[dict[str, Any]]
    log: str


@dataclass
class CommandRun:
    """The result of one run of the command line.

    Attributes:
        code: The exit code.
        output: Standard output.
        log: All log lines.
        errors: Messages of errors.
        error_output: Standard error.
    """

    code: int
    output: str
    log: str
    errors: list[str]
    error_output: str


@dataclass
class Delivery:
    """An org, an audit log and a dead-letter folder, across several runs."""

    sandbox: Sandbox
    folder: Path
    caplog: pytest.LogCaptureFixture | Log
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> dict[str, Any]:
        return {
            # Not `jwt`, whose key takes most of the time of a small run.
            **self.sandbox.salesforce.config("client_credentials"),
            "audit_url": f"sqlite:///{self.folder}/audit.sqlite",
            "dead_letter_path": str(self.folder / "dead-letters"),
            **self.settings,
        }

    def run(
        self,
        messages: Messages | io.StringIO,
        *,
        dry_run: bool = False,
        on_wait: Callable[[TargetSalesforce], object] = lambda _: None,
        **settings: Any,
    ) -> Run:
        """Deliver messages; `on_wait` is called instead of every wait."""
        self.caplog.clear()
        self.caplog.set_level("INFO")
        target = TargetSalesforce(
            config=self.config | settings, dry_run=dry_run, sleep=lambda _: on_wait(target)
        )
        out = io.StringIO()
        with redirect_stdout(out):
            code = target.run(messages.text() if isinstance(messages, Messages) else messages)
        states = [json.loads(line) for line in out.getvalue().splitlines()]
        return Run(code, states, self.caplog.text)

    def command(
        self, messages: Messages | str | bytes, *, path: Path | None = None, **settings: Any
    ) -> CommandRun:
        """Run the command line with settings, of which None removes one, or with a file."""
        self.caplog.clear()
        self.caplog.set_level("INFO")
        if path is None:
            path = self.folder / "config.json"
            given = self.config | settings
            path.write_text(json.dumps({n: v for n, v in given.items() if v is not None}))
        text = messages.text().read() if isinstance(messages, Messages) else messages
        result = CliRunner().invoke(TargetSalesforce.cli, ["--config", str(path)], input=text)
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        errors = [r.getMessage() for r in self.caplog.records if r.levelname == "ERROR"]
        return CommandRun(result.exit_code, result.stdout, self.caplog.text, errors, result.stderr)

    def wait_for(self, method: str, path: str) -> None:
        """Wait until the org has received a request."""
        tick = threading.Event()
        for _ in range(9000):
            if any(e["method"] == method and path in e["path"] for e in self.sandbox.journal()):
                return
            tick.wait(0.1)
        pytest.fail("the request was never sent")

    def calls(self) -> list[tuple[str, str]]:
        """Method and path of the requests that are not a GET since the journal was cleared."""
        return [
            (entry["method"], entry["path"].split("?")[0])
            for entry in self.sandbox.journal()
            if entry["method"] in {"PATCH", "PUT", "POST", "DELETE"}
        ]

    def writes(self) -> list[tuple[str, str]]:
        """Requests that write, without those for tokens."""
        return [call for call in self.calls() if "oauth2" not in call[1]]

    def by_key(self, sobject: str) -> dict[str, dict[str, Any]]:
        """Records that are not deleted, by NetSuite id."""
        rows = self.sandbox.salesforce.truth(sobject)
        return {row["NetSuite_Id__c"]: row for row in rows if row.get("NetSuite_Id__c")}

    def dead_letters(self) -> list[dict[str, Any]]:
        """Messages of all dead-letter files."""
        files = sorted((self.folder / "dead-letters").glob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def audit(self, table: Any = WRITES) -> list[dict[str, Any]]:
        """Rows of the audit log."""
        log = AuditLog(self.config["audit_url"])
        try:
            return log.query(table.select())
        finally:
            log.close()


@pytest.fixture
def messages() -> type[Messages]:
    return Messages


@pytest.fixture
def runs() -> Any:
    return RUNS


@pytest.fixture
def sandbox():
    with Sandbox.start("salesforce") as sandbox:
        yield sandbox


class Log(logging.Handler):
    """Captures log lines as `caplog` does, for fixtures of a wider scope."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    @property
    def text(self) -> str:
        return "".join(f"{self.format(record)}\n" for record in self.records)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def clear(self) -> None:
        self.records.clear()

    def set_level(self, level: str) -> None:
        logging.getLogger().setLevel(level)


@pytest.fixture(scope="module")
def module_delivery(tmp_path_factory):
    """A delivery to an org that is set up, for all tests of a module."""
    log, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(log)
    with Sandbox.start("salesforce") as sandbox:
        sandbox.salesforce.mutate("prepare")
        yield Delivery(sandbox, tmp_path_factory.mktemp("delivery"), log)
    root.removeHandler(log)
    root.setLevel(level)


@pytest.fixture
def new_org(sandbox, tmp_path, caplog):
    """A delivery to an org before `target-salesforce setup`."""
    return Delivery(sandbox, tmp_path, caplog)


@pytest.fixture
def delivery(new_org):
    """A delivery to an org that is set up."""
    new_org.sandbox.salesforce.mutate("prepare")
    new_org.sandbox.clear_journal()
    return new_org
