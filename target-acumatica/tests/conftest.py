"""An Acumatica site on localhost and the target that writes to it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.audit.log import AuditLog
from singer_erp.audit.tables import WRITES
from target_acumatica.target import TargetAcumatica

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINE = ["id", "batch", "branch", "date", "memo", "account", "sub", "amount", "text", "changed"]
LINE += ["total"]  # rows of the journal
VENDOR = ["id", "name", "kind", "terms", "email"]
COLUMNS = {"accruals": LINE, "vendors": VENDOR}
MAPPINGS: dict[str, Any] = {
    "accruals": {
        "object": "JournalTransaction",
        "key": "batch",
        "fields": {"BranchID": "branch", "TransactionDate": "date", "Description": "memo"},
        "lines": {
            "Details": {
                "Account": "account",
                "Subaccount": "sub",
                "Amount": "amount",
                "TransactionDescription": "text",
            }
        },
    },
    "vendors": {
        "object": "Vendor",
        "key": "id",
        "fields": {"VendorName": "name", "VendorClass": "kind", "MainContact/Email": "email"},
    },
}
DEBIT, CREDIT = "6000", "2000"


class Messages:
    """Singer messages, in the order they were added."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self._streams: set[str] = set()
        self._number = 0

    def record(self, stream: str, **values: Any) -> Messages:
        """Add a record, after its schema if it is the first one."""
        if stream not in self._streams:
            self._streams.add(stream)
            properties = {column: {} for column in COLUMNS[stream]}
            self.lines.append(
                {
                    "type": "SCHEMA",
                    "stream": stream,
                    "key_properties": ["id"],
                    "schema": {"type": "object", "properties": properties},
                }
            )
        record = dict.fromkeys(COLUMNS[stream]) | values
        self.lines.append({"type": "RECORD", "stream": stream, "record": record})
        return self

    def line(self, batch: str, account: str, amount: str, **values: Any) -> Messages:
        self._number += 1
        defaults = {
            "id": self._number,
            "branch": "HEADOFFICE",
            "date": "2026-09-20",
            "memo": f"Accrual {batch}",
            "sub": "000000",
            "text": f"Line {self._number}",
        }
        return self.record(
            "accruals", **defaults | {"batch": batch, "account": account, "amount": amount} | values
        )

    def journal(self, batch: str, amount: str = "125.50", **values: Any) -> Messages:
        """Add a balanced journal of two lines."""
        self.line(batch, DEBIT, amount, **values)
        return self.line(batch, CREDIT, f"-{amount}", **values)

    def vendor(self, code: str, **values: Any) -> Messages:
        return self.record("vendors", **{"id": code, "name": f"Vendor {code}"} | values)

    def state(self, value: int = 1) -> Messages:
        self.lines.append({"type": "STATE", "value": {"run": value}})
        return self

    def text(self) -> str:
        return "".join(json.dumps(line) + "\n" for line in self.lines)


@dataclass
class Run:
    """The result of one run of the target."""

    code: int
    output: str
    log: str

    @property
    def states(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]


@dataclass
class Delivery:
    """A site, an audit log and a dead-letter folder, across several runs."""

    sandbox: Sandbox
    folder: Path
    caplog: pytest.LogCaptureFixture
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> dict[str, Any]:
        given = self.sandbox.acumatica.config()
        known = TargetAcumatica.config_jsonschema["properties"]
        return {
            **{name: value for name, value in given.items() if name in known},
            "audit_url": f"sqlite:///{self.folder}/audit.sqlite",
            "dead_letter_path": str(self.folder / "dead-letters"),
            "mappings": MAPPINGS,
            **self.settings,
        }

    def run(
        self,
        messages: Messages | str,
        *,
        dry_run: bool = False,
        on_wait: Callable[[float], object] = lambda _: None,
        **settings: Any,
    ) -> Run:
        """Deliver messages; `on_wait` is called instead of every wait."""
        self.caplog.clear()
        self.caplog.set_level("INFO")
        target = TargetAcumatica(config=self.config | settings, dry_run=dry_run, sleep=on_wait)
        out = io.StringIO()
        text = messages.text() if isinstance(messages, Messages) else messages
        with redirect_stdout(out):
            code = target.run(io.StringIO(text))
        return Run(code, out.getvalue(), self.caplog.text)

    def journals(self) -> dict[str, list[dict[str, Any]]]:
        """Batches that the target wrote, by their description without the token."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.sandbox.acumatica.truth("JournalTransaction"):
            text = row["Description"] or ""
            token = str((row["custom"] or {}).get("BatchModule.AttributeEXTREF") or "")
            if token.startswith("serp:") or "[serp:" in text:
                found.setdefault(text.partition(" [serp:")[0], []).append(row)
        return found

    def statuses(self) -> dict[str, list[str]]:
        """Statuses of the batches that the target wrote, by description."""
        return {text: sorted(b["Status"] for b in rows) for text, rows in self.journals().items()}

    def amounts(self, text: str) -> list[tuple[str, Decimal, Decimal]]:
        """Account, debit and credit of the lines of the only batch with a description."""
        [batch] = self.journals()[text]
        return [(x["Account"], x["DebitAmount"], x["CreditAmount"]) for x in batch["Details"]]

    def requests(self, method: str = "", path: str = "") -> list[dict[str, Any]]:
        """Requests of the journal by method and part of the path."""
        return [
            entry
            for entry in self.sandbox.journal()
            if method in {"", entry["method"]} and path in entry["path"]
        ]

    def dead_letters(self) -> list[dict[str, Any]]:
        """Messages of all dead-letter files."""
        return [json.loads(line) for line in self.dead_letter_text().splitlines()]

    def dead_letter_text(self) -> str:
        files = sorted((self.folder / "dead-letters").glob("*.jsonl"))
        return "".join(file.read_text() for file in files)

    def rejects(self) -> list[tuple[str, str]]:
        """Code and reason of the dead letters."""
        found = [line["rejected"] for line in self.dead_letters() if line["type"] == "RECORD"]
        return [(entry["code"], entry["reason"]) for entry in found]

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
def sandbox():
    with Sandbox.start("acumatica", documents=5) as sandbox:
        yield sandbox


@pytest.fixture
def delivery(sandbox, tmp_path, caplog):
    return Delivery(sandbox, tmp_path, caplog)


@pytest.fixture(scope="module")
def module_sandbox():
    with Sandbox.start("acumatica", documents=5) as sandbox:
        yield sandbox


@pytest.fixture
def module_delivery(module_sandbox, tmp_path, caplog):
    """A delivery to a site that the tests of a module share; the audit log is the test's own."""
    return Delivery(module_sandbox, tmp_path, caplog)
