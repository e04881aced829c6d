"""Looker -> Acumatica, killed at any request: one complete journal per period, one vendor each."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pytest
import yaml
from erp_sandbox.testing import Sandbox
from singer_erp.testing import kill_at_request
from singer_erp.testing.run import run_tap
from tap_looker.tap import TapLooker
from target_acumatica.target import TargetAcumatica

ROOT = Path(__file__).parents[2]
JOB = "looker-to-acumatica"
PIPELINE = ROOT / "pipelines" / f"{JOB}.meltano.yml"
STREAMS = {"allocations", "approved_vendors"}
# Cost by period, account and cost center; 01 is the pool.
COSTS = (
    (0, "6090", "01", "100.00"),
    (0, "6050", "01", "33.35"),
    (0, "6010", "02", "10.00"),
    (0, "6010", "03", "10.00"),
    (0, "6010", "07", "10.00"),
    (1, "6090", "01", "10.00"),
    (1, "6010", "02", "10.00"),
    (1, "6010", "03", "20.00"),
)
# Net amounts by account and cost center of each journal: the largest remainders get the last cent.
EXPECTED = (
    {
        ("6090", "01"): "-100.00",
        ("6090", "02"): "33.34",
        ("6090", "03"): "33.33",
        ("6090", "07"): "33.33",
        ("6050", "01"): "-33.35",
        ("6050", "02"): "11.12",
        ("6050", "03"): "11.12",
        ("6050", "07"): "11.11",
    },
    {("6090", "01"): "-10.00", ("6090", "02"): "3.33", ("6090", "03"): "6.67"},
)
_MARTS = Path(__file__).with_name("allocation_marts.sql")


@dataclass
class Chain:
    """An instance of Looker on a small warehouse, a tenant of Acumatica, and the files of a run."""

    looker: Sandbox
    site: Sandbox
    folder: Path
    periods: list[str]
    settings: dict[str, Any] = field(default_factory=dict)

    def tap_config(self) -> dict[str, Any]:
        """Return the tap's settings: those of the pipeline file."""
        [plugin] = _plugins("extractors")
        return self.looker.looker.config() | plugin["config"]

    def target_config(self) -> dict[str, Any]:
        """Return the target's settings: those of the pipeline file."""
        [plugin] = _plugins("loaders")
        known = TargetAcumatica.config_jsonschema["properties"]
        given = self.site.acumatica.config()
        return {
            **{name: value for name, value in given.items() if name in known},
            **plugin["config"],
            **self.settings,
            "audit_url": f"sqlite:///{self.folder}/audit.sqlite",
            "dead_letter_path": str(self.folder / "dead-letters"),
        }

    def catalog(self) -> dict[str, Any]:
        """Return the catalog with the streams that the pipeline selects."""
        catalog = TapLooker(config=self.tap_config()).catalog_dict
        streams = [one for one in catalog["streams"] if one["tap_stream_id"] in STREAMS]
        return {**catalog, "streams": streams}

    def extract(self) -> str:
        """Return the messages of a complete run of the tap."""
        return run_tap(TapLooker, self.tap_config(), streams=STREAMS).stdout

    def post(self, messages: str) -> int:
        """Run the target; return its exit code."""
        with redirect_stdout(io.StringIO()):
            target = TargetAcumatica(config=self.target_config(), sleep=lambda _: None)
            return target.run(io.StringIO(messages))

    def extract_killed(self, number: int, *, served: bool) -> str:
        """Kill the tap at a request; return what it has written until then."""
        catalog = self._file("catalog", self.catalog())

        def start(url: str) -> subprocess.Popen[bytes]:
            config = self._file("tap", self.tap_config() | {"api_url": url})
            return _start("tap_looker", "--config", config, "--catalog", catalog)

        return kill_at_request(self.looker.url, number, start, served=served).stdout

    def post_killed(self, messages: str, number: int, *, served: bool) -> None:
        """Kill the target at a request; its audit log is lost with it, as with a machine."""
        path = urlsplit(self.target_config()["api_url"]).path
        input_ = self.folder / "input.jsonl"
        input_.write_text(messages, encoding="utf-8")

        def start(url: str) -> subprocess.Popen[bytes]:
            own = {"api_url": url + path, "audit_url": f"sqlite:///{self.folder}/lost.sqlite"}
            config = self._file("target", self.target_config() | own)
            with input_.open("rb") as file:
                return _start("target_acumatica", "--config", config, stdin=file)

        kill_at_request(self.site.url, number, start, served=served)

    def journals(self) -> list[tuple[str, str, dict[tuple[str, str], str]]]:
        """Return period, status and net amounts of the journals of allocations."""
        found = [
            (
                batch["PostPeriod"],
                batch["Status"],
                {
                    (line["Account"], line["Subaccount"][:2]): str(
                        line["DebitAmount"] - line["CreditAmount"]
                    )
                    for line in batch["Details"]
                },
            )
            for batch in self.site.acumatica.truth("JournalTransaction")
            if (batch["Description"] or "").startswith("Cost allocation")
        ]
        return sorted(found, key=itemgetter(0))

    def net_amounts(self) -> Counter[tuple[str, str]]:
        """Return what the journals and their reversals add up to, by account and cost center."""
        net: Counter[tuple[str, str]] = Counter()
        for batch in self.site.acumatica.truth("JournalTransaction"):
            if "Cost allocation" in (batch["Details"][0]["TransactionDescription"] or ""):
                for line in batch["Details"]:
                    key = line["Account"], line["Subaccount"][:2]
                    net[key] += line["DebitAmount"] - line["CreditAmount"]
        return net

    def change_cost(self, before: str, after: str) -> None:
        """Change an amount in the warehouse."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb")) as warehouse:
            warehouse.execute(
                "update finance.fct_gl_line set net_amount = ? where net_amount = ?",
                [Decimal(after), Decimal(before)],
            )

    def vendors(self) -> list[str]:
        """Return the ids of the vendors that the flow has created."""
        rows = self.site.acumatica.truth("Vendor")
        return sorted(row["VendorID"] for row in rows if row["VendorID"].startswith("NS"))

    def expected(self) -> list[tuple[str, str, dict[tuple[str, str], str]]]:
        """Return the journals as `journals` does, each posted once."""
        journals = zip(self.periods, ["Posted"] * 2, EXPECTED, strict=True)
        return sorted(journals, key=itemgetter(0))

    def _file(self, name: str, value: dict[str, Any]) -> Path:
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return path


def _plugins(kind: str) -> list[dict[str, Any]]:
    return yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))["plugins"][kind]


def _start(module: str, *arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **options,
    )


def _open_periods(site: Sandbox) -> list[dict[str, Any]]:
    """Return the two periods of the company that were opened first."""
    years = site.acumatica.truth("CompanyFinancialPeriod")
    periods = [p for y in years if y["Company"] == "ALDUS" for p in y["Details"]]
    opened = [period for period in periods if period["Status"] == "Open"]
    return sorted(opened, key=lambda period: str(period["StartDate"]))[:2]


def _build_warehouse(path: Path, periods: list[dict[str, Any]]) -> None:
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(_MARTS.read_text(encoding="utf-8"))
        for number, period in enumerate(periods):
            name = period["FinancialPeriodID"]
            warehouse.execute(
                "insert into finance.dim_period values (?, ?, ?, ?, false, false)",
                [str(number), name, f"{name[:2]}-{name[2:]}", str(period["EndDate"])[:10]],
            )
        warehouse.executemany(
            "insert into finance.fct_gl_line values"
            " ('acumatica', 'c', ?, ?, ?, true, 'vendor_bill', 'Cost', ?)",
            [(str(number), *rest[:2], Decimal(rest[2])) for number, *rest in COSTS],
        )


@contextmanager
def _chain(folder: Path) -> Iterator[Chain]:
    with Sandbox.start("acumatica", documents=5) as site:
        site.acumatica.set_limits(api_users=3)  # a killed run leaves its session
        periods = _open_periods(site)
        warehouse = folder / "warehouse.duckdb"
        _build_warehouse(warehouse, periods)
        with Sandbox.start(
            "looker", project=str(ROOT / "lookml"), warehouse=str(warehouse)
        ) as looker:
            codes = [period["FinancialPeriodID"] for period in periods]
            yield Chain(looker, site, folder, codes)


@pytest.fixture
def chain(tmp_path):
    with _chain(tmp_path) as chain:
        yield chain


def test_each_period_is_one_released_journal_and_a_second_run_sends_nothing(chain):
    assert chain.post(chain.extract()) == 0
    assert chain.journals() == chain.expected()
    assert chain.vendors() == ["NS1", "NS2", "NS3"]
    chain.site.clear_journal()

    assert chain.post(chain.extract()) == 0

    writes = [entry for entry in chain.site.journal() if entry["method"] in {"PUT", "DELETE"}]
    assert [entry["path"] for entry in writes if "Structure" not in entry["path"]] == []


def _boundaries(requests, *first):
    """Return all boundaries of a run: those of each kind of request before a second of its kind.

    Args:
        requests: The requests of a complete run.
        first: Text in the path of each kind, the first kind first.
    """
    kinds = [
        next((rank for rank, text in enumerate(first) if text in request["path"]), len(first))
        for request in requests
    ]
    return sorted(
        ((number, served) for number in range(1, len(kinds) + 1) for served in (True, False)),
        key=lambda one: (kinds[: one[0]].count(kinds[one[0] - 1]), kinds[one[0] - 1], not one[1]),
    )


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    """The requests of a complete run to Looker and to Acumatica."""
    with _chain(tmp_path_factory.mktemp("complete")) as chain:
        chain.looker.clear_journal()
        messages = chain.extract()
        chain.site.clear_journal()
        chain.post(messages)
        return chain.looker.journal(), chain.site.journal()


@pytest.mark.histories(3)
def test_a_tap_that_is_killed_leaves_complete_journals_or_none(chain, requests, seed):
    kills = _boundaries(requests[0], "/queries/run", "/explores/", "/log")
    number, served = kills[seed % len(kills)]

    chain.post(chain.extract_killed(number, served=served))
    left = chain.journals()
    code = chain.post(chain.extract())

    assert all(journal in chain.expected() for journal in left)
    assert code == 0
    assert chain.journals() == chain.expected()
    assert chain.vendors() == ["NS1", "NS2", "NS3"]


@pytest.mark.histories(3)
def test_a_target_that_is_killed_leaves_one_journal_per_period(chain, requests, seed):
    kinds = ("/ReleaseJournalTransaction", "/JournalTransaction?", "/Vendor", "/entity")
    kills = _boundaries(requests[1], *kinds)
    number, served = kills[seed % len(kills)]
    messages = chain.extract()

    chain.post_killed(messages, number, served=served)
    code = chain.post(messages)

    assert code == 0
    assert chain.journals() == chain.expected()
    assert chain.vendors() == ["NS1", "NS2", "NS3"]


@pytest.mark.timeout(3600)
def test_runs_of_meltano_that_are_killed_are_completed_by_the_next(chain, looker_flow):
    flow = looker_flow(chain.site, chain.looker)
    # The program to kill waits for a response, however late it is found among the processes.
    chain.looker.fault("slow", path="/queries/run", body="approved_vendors", delay=900)
    flow.run_and_kill("tap-looker", "sync of 'approved_vendors'", JOB)
    chain.site.fault("slow", path="/Vendor", method="PUT", delay=900)
    flow.run_and_kill("target-acumatica", "Reader 'target-acumatica' completed", JOB)
    chain.site.clear_faults()

    first = flow.run(JOB)
    second = flow.run(JOB)

    assert "0 rejected" in first
    assert chain.journals() == chain.expected()
    assert chain.vendors() == ["NS1", "NS2", "NS3"]
    assert "JournalTransaction: 0 created, 0 updated, 2 unchanged" in second
    assert "Vendor: 0 created, 0 updated, 3 unchanged" in second


def test_a_dry_run_under_meltano_prints_the_lines_and_posts_nothing(chain, looker_flow):
    flow = looker_flow(chain.site, chain.looker)
    page = (ROOT / "docs" / f"{JOB}.md").read_text(encoding="utf-8")
    commands = re.findall(r"meltano --environment=prod invoke (.*?)(?: \|)?\n", page)

    messages = flow.invoke(*commands[0].split())
    table = flow.invoke(*commands[1].split(), text=messages)

    assert "100.00" in table
    assert chain.journals() == []


@pytest.mark.parametrize("setting", ["error", "reverse"])
def test_a_changed_allocation_is_an_error_or_reversed_and_posted_again(chain, setting):
    chain.settings["on_correction"] = setting
    chain.post(chain.extract())
    chain.change_cost("100.00", "130.00")

    code, again = chain.post(chain.extract()), chain.post(chain.extract())

    if setting == "error":
        assert (code, again) == (1, 1)
        assert chain.journals() == chain.expected()
    else:
        assert (code, again) == (0, 0)
        assert len(chain.journals()) == 3
        assert chain.net_amounts()["6090", "01"] == Decimal("-140.00")
        assert sum(chain.net_amounts().values()) == 0


@pytest.mark.parametrize("rows", [2, 8])
def test_a_part_of_the_rows_is_posted_as_no_part_of_a_journal(chain, rows):
    messages = [json.loads(line) for line in chain.extract().splitlines()]
    schema = next(m for m in messages if m["type"] == "SCHEMA" and m["stream"] == "allocations")
    records = [m for m in messages if m["type"] == "RECORD" and m["stream"] == "allocations"]

    part = "".join(f"{json.dumps(message)}\n" for message in [schema, *records[:rows]])
    chain.post(part)

    assert all(journal in chain.expected() for journal in chain.journals())
