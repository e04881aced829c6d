"""`singer-erp due`: runs at the times that the close calendar in the warehouse asks for."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import duckdb
import pytest
from click.testing import CliRunner
from filelock import FileLock
from singer_erp.cli import main
from singer_erp.marts.command import due_command

TICK = timedelta(minutes=5)
DAY = timedelta(days=1)


class Calendar:
    """The marts of a warehouse with a close calendar."""

    def __init__(self, path, schema="finance"):
        self.path = path
        self._schema = schema
        self.execute(
            f"create schema {schema};"
            f"create table {schema}.dim_ledger (ledger_key text, ledger_name text);"
            f"create table {schema}.dim_period (period_key text, period_name text,"
            " source_account text, start_date date, end_date date, is_inferred boolean);"
            f"create table {schema}.dim_period_status (period_key text, ledger_key text,"
            " source_system text, subledger text, period_status text)"
        )

    def execute(self, sql, values=None):
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql, values)

    def add(self, month, ledger=None, account="acme", source="erp", *, inferred=False, **statuses):
        """Add a month's period with the statuses of its subledgers."""
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=32)).replace(day=1) - DAY
        key = f"{source}-{account}-{month}"
        period = [key, first.strftime("%b-%y"), account, first, last, inferred]
        self.execute(f"insert into {self._schema}.dim_period values (?, ?, ?, ?, ?, ?)", period)
        if ledger:
            self.execute(f"insert into {self._schema}.dim_ledger values (?, ?)", [ledger, ledger])
        for subledger, status in statuses.items():
            row = [key, ledger, source, subledger, status]
            table = f"{self._schema}.dim_period_status"
            self.execute(f"insert into {table} values (?, ?, ?, ?, ?)", row)

    def set(self, month, status, subledger=None):
        """Set the status of a period, in one subledger or all."""
        self.execute(
            f"update {self._schema}.dim_period_status set period_status = ?"
            " where period_key like '%' || ? and subledger = coalesce(?, subledger)",
            [status, month, subledger],
        )


@pytest.fixture
def calendar(tmp_path):
    return Calendar(tmp_path / "warehouse.duckdb")


@pytest.fixture
def due(tmp_path):
    """A function that starts the command at a time; its standard error and exit code."""

    def due(now, *options, command=("true",), warehouse=tmp_path / "warehouse.duckdb"):
        arguments = ["--warehouse", str(warehouse), "--source", "erp", *options]
        arguments += ["--last-run", str(tmp_path / "state" / "erp"), "--", *command]
        outcome = CliRunner().invoke(due_command(lambda: now), arguments)
        if outcome.exception and not isinstance(outcome.exception, SystemExit):
            raise outcome.exception
        return outcome

    return due


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _runs(due, start, end, *options):
    """Return the times of the runs of a scheduler that starts the command every 5 minutes."""
    now, found = start, []
    while now < end:
        if "is due" in due(now, *options).stderr:
            found.append(now)
        now += TICK
    return found


def _minutes(runs):
    return [(later - run).seconds // 60 for run, later in pairwise(runs)]


def test_a_month_end_runs_at_the_times_that_the_calendar_asks_for(calendar, due):
    calendar.add("2026-01", general_ledger="open", payables="open")
    calendar.add("2026-02", general_ledger="inactive", payables="inactive")
    before = _runs(due, _at("2026-01-31T22:00"), _at("2026-02-01T00:00"))
    closing = _runs(due, _at("2026-02-01T00:00"), _at("2026-02-01T01:00"))
    calendar.set("2026-02", "open")
    calendar.set("2026-01", "closed", "payables")
    partly = _runs(due, _at("2026-02-04T08:00"), _at("2026-02-04T09:00"))
    calendar.set("2026-01", "closed")
    after = _runs(due, _at("2026-02-06T08:00"), _at("2026-02-06T10:00"))
    calendar.set("2026-02", "closed")
    none = _runs(due, _at("2026-03-20T00:00"), _at("2026-03-20T02:00"))
    next_day = _runs(due, _at("2026-03-21T00:00"), _at("2026-03-21T01:00"))

    assert _minutes(before) == [15] * 7
    assert _minutes(closing) == _minutes(partly) == [5] * 11
    assert _minutes(after) == [15] * 7
    assert none == [_at("2026-03-20T00:00")]
    assert next_day == [_at("2026-03-21T00:00")]


def test_a_subledger_that_closes_early_is_the_start_of_the_close(calendar, due):
    calendar.add("2026-01", general_ledger="open", payables="locked")

    outcome = due(_at("2026-01-29T08:00"))

    assert outcome.stderr == (
        "erp is due: every 5 minutes because Jan-26 is closing, no run yet.\n"
    )


def test_a_period_that_was_left_open_is_not_closing_forever(calendar, due):
    calendar.add("2025-06", general_ledger="open")
    calendar.add("2026-01", general_ledger="open")

    assert "every 15 minutes because Jan-26 is open" in due(_at("2026-01-20T08:00")).stderr
    options = ("--closing-days", "300")
    assert "Jun-25 is closing" in due(_at("2026-01-20T08:20"), *options).stderr


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        ((), "every 15 minutes because Jan-26 is open"),
        (("--time-zone", "Pacific/Auckland"), "every 5 minutes because Jan-26 is closing"),
        (("--time-zone", "America/New_York"), "every 15 minutes because Jan-26 is open"),
    ],
)
def test_days_begin_in_the_zone_of_the_business(calendar, due, zone, why):
    calendar.add("2026-01", general_ledger="open")

    assert why in due(_at("2026-01-31T20:00"), *zone).stderr


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc", "America", "+02:00"])
def test_a_zone_that_does_not_exist_is_an_error_that_names_the_option(due, zone):
    outcome = due(_at("2026-01-31T20:00"), "--time-zone", zone)

    assert outcome.exit_code == 2
    assert "Invalid value for '--time-zone'" in outcome.stderr


@pytest.mark.parametrize("column", ["start_date", "end_date"])
def test_a_period_without_a_day_is_left_out(calendar, due, column):
    calendar.add("2026-02", general_ledger="open")
    calendar.execute(f"update finance.dim_period set {column} = null")
    calendar.add("2026-01", general_ledger="open")

    assert "Jan-26 is open" in due(_at("2026-01-20T08:00")).stderr


def test_only_the_ledgers_and_accounts_that_are_named_count(calendar, due):
    calendar.add("2026-01", "Vision US", general_ledger="closed")
    calendar.add("2026-01", "Vision UK", account="other", general_ledger="open")
    now = _at("2026-02-02T08:00")

    assert "Jan-26 of Vision UK is closing" in due(now).stderr
    assert "no period is open" in due(now, "--ledger", "Vision US").stderr
    assert "no period is open" in due(now, "--account", "acme").stderr
    assert "is closing" in due(now, "--account", "other").stderr


def test_an_unknown_ledger_is_an_error_that_names_the_known_ones(calendar, tmp_path):
    calendar.add("2026-01", "Vision US", general_ledger="open")
    options = ["--warehouse", str(calendar.path), "--source", "erp", "--ledger", "Vision"]
    options += ["--last-run", str(tmp_path / "last"), "--", "true"]

    outcome = CliRunner().invoke(main, ["due", *options])

    assert outcome.exit_code == 1
    assert outcome.stderr == (
        "Error: The close calendar has no ledger named 'Vision'. Use one of Vision US.\n"
    )


@pytest.mark.parametrize(
    ("loaded", "options", "expected"),
    [
        (
            {"source": "other"},
            ["--ledger", "Vision US"],
            "The close calendar has no source named 'erp'. Set --source to one of other, or load",
        ),
        (
            {"account": "acme"},
            ["--account", "acne"],
            "The close calendar has no account named 'acne'. Set --account to one of acme, or load",
        ),
    ],
)
def test_a_misspelled_source_or_account_is_an_error_once_a_run_has_succeeded(
    calendar, tmp_path, loaded, options, expected
):
    calendar.add("2026-01", "Vision UK", general_ledger="open", **loaded)
    arguments = ["due", "--warehouse", str(calendar.path), "--source", "erp", *options]
    arguments += ["--last-run", str(tmp_path / "last"), "--", "true"]

    first, second = (CliRunner().invoke(main, arguments) for _ in range(2))

    assert "is due" in first.stderr  # the one that loads the calendar
    assert first.exit_code == 0
    assert second.stderr.startswith(f"Error: {expected}")
    assert second.exit_code == 1


@pytest.mark.parametrize("state", ["no file", "no marts", "inferred only"])
def test_without_a_calendar_the_first_run_is_due_and_then_every_15_minutes(due, tmp_path, state):
    if state == "no marts":
        duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    elif state != "no file":
        calendar = Calendar(tmp_path / "warehouse.duckdb")
        calendar.add("2026-01", general_ledger="open", inferred=True)

    runs = _runs(due, _at("2026-01-10T08:05"), _at("2026-01-10T09:00"))

    assert _minutes(runs) == [10, 15, 15]


def test_seconds_of_delay_skip_no_run(calendar, due):
    calendar.add("2026-01", general_ledger="open")
    ticks = [_at(f"2026-01-10T08:{minute}") for minute in ("00:04", "15:01", "30:00", "45:59")]

    assert all("is due" in due(tick).stderr for tick in ticks)


def test_a_last_run_in_the_future_does_not_stop_all_runs(calendar, due):
    calendar.add("2026-01", general_ledger="open")
    due(_at("2027-01-10T08:00"))

    assert "is due: every 15 minutes" in due(_at("2026-01-10T08:00")).stderr
    assert "is not due" in due(_at("2026-01-10T08:05")).stderr


def test_a_failed_run_is_due_again_at_the_next_tick(calendar, due):
    calendar.add("2026-01", general_ledger="open")

    failed = due(_at("2026-01-10T08:00"), command=("sh", "-c", "exit 7"))
    again = due(_at("2026-01-10T08:05"))

    assert failed.exit_code == 7
    assert "is due" in again.stderr
    assert again.exit_code == 0


def test_a_second_run_does_not_start_before_the_first_has_ended(calendar, due, tmp_path):
    calendar.add("2026-01", general_ledger="open")
    due(_at("2026-01-10T08:00"))
    with FileLock(tmp_path / "state" / "erp.lock"):
        outcome = due(_at("2026-01-11T08:00"))

    assert outcome.stderr == "erp is not due: the last run has not ended.\n"
    assert outcome.exit_code == 0


def test_the_schema_of_a_tenant_starts_that_of_the_marts(due, tmp_path):
    Calendar(tmp_path / "warehouse.duckdb", "acme_finance").add("2026-01", general_ledger="open")

    outcome = due(_at("2026-01-10T08:00"), "--schema", "acme")

    assert "Jan-26 is open" in outcome.stderr


def test_settings_of_the_meltano_utility_are_options(calendar, tmp_path):
    calendar.add("2026-01", general_ledger="open")
    settings = {"WAREHOUSE": calendar.path, "SOURCE": "erp", "LAST_RUN": tmp_path / "last"}
    environment = {f"FINANCE_MARTS_{name}": str(value) for name, value in settings.items()}

    outcome = CliRunner().invoke(main, ["due", "--", "true"], env=environment)

    assert outcome.exit_code == 0
    assert "erp is due" in outcome.stderr


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"command": "no-such-program"}, "no-such-program cannot be started: No such file"),
        ({"warehouse": "nosuch://host/db"}, "`--warehouse` is not a database URL"),
        ({"warehouse": "text"}, "The warehouse text cannot be read"),
        ({"last_run": "yesterday"}, "does not contain the start of a run"),
    ],
)
def test_errors_are_one_line_and_change_nothing(tmp_path, monkeypatch, options, expected):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text").write_text("text" * 4096)
    last = tmp_path / "last"
    before = options.get("last_run", "2026-01-01T00:00:00Z")
    last.write_text(before)
    warehouse = options.get("warehouse", "none.duckdb")
    arguments = ["due", "--warehouse", warehouse, "--source", "erp", "--last-run", str(last)]

    outcome = CliRunner().invoke(main, [*arguments, options.get("command", "true")])

    assert outcome.exit_code == 1
    [line] = [line for line in outcome.stderr.splitlines() if "is due" not in line]
    assert line.startswith("Error: ")
    assert expected in line
    assert last.read_text() == before


def test_a_signal_ends_the_command_and_the_run_counts_as_failed(calendar, due, tmp_path):
    calendar.add("2026-01", general_ledger="open")
    started = tmp_path / "started"
    os.mkfifo(started)

    def stop():
        started.read_text()
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop)
    thread.start()
    outcome = due(_at("2026-01-10T08:00"), command=("sh", "-c", f"echo > {started}; sleep 600"))
    thread.join()

    assert outcome.exit_code == 128 + signal.SIGTERM
    assert "no run yet" in due(_at("2026-01-10T08:05")).stderr


def test_a_signal_while_the_command_starts_ends_it_too(calendar, due, monkeypatch):
    class Signaled(subprocess.Popen):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            os.kill(os.getpid(), signal.SIGTERM)

    calendar.add("2026-01", general_ledger="open")
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    monkeypatch.setattr(subprocess, "Popen", Signaled)
    try:
        outcome = due(_at("2026-01-10T08:00"), command=("sleep", "60"))
    finally:
        signal.signal(signal.SIGTERM, before)

    assert outcome.exit_code == 128 + signal.SIGTERM
