"""`--dry-run`: what would be posted, as a table, and nothing is written."""

from __future__ import annotations

import json
import re

from click.testing import CliRunner
from target_acumatica.target import TargetAcumatica

_BILL = {
    "object": "Bill",
    "key": "batch",
    "keys": ["Vendor", "VendorRef"],
    "fields": {
        "Type": "'Bill'",
        "Vendor": "branch",
        "VendorRef": "batch",
        "Date": "date",
        "Description": "memo",
    },
    "lines": {
        "Details": {
            "Account": "account",
            "Amount": "amount",
            "ExtendedCost": "amount",
            "Qty": "1",
            "UnitCost": "amount",
            "TransactionDescription": "text",
        }
    },
}
_COLUMNS = (
    "BranchID",
    "LedgerID",
    "TransactionDate",
    "Currency",
    "Account",
    "Subaccount",
    "TransactionDescription",
    "DebitAmount",
    "CreditAmount",
    "PostAs",
)


def test_a_dry_run_prints_what_would_be_posted_and_writes_nothing(delivery, messages):
    delivery.run(messages().journal("A").vendor("NEWCO"))
    delivery.sandbox.clear_journal()
    input_ = messages().journal("A", "1250.5").journal("B", "3").vendor("NEWCO", name="Other")
    input_.vendor("NEW2", email="a@b.example").line("C", "99999", "1").state()

    run = delivery.run(input_, dry_run=True, post_as="released")

    assert (run.code, run.states) == (1, [])
    tables = dict(part.split("\n", 1) for part in run.output.strip().split("\n\n"))
    assert [*tables] == [
        "JournalTransaction A: updated",
        "JournalTransaction B: created",
        "Vendor NEW2: created",
        "Vendor NEWCO: updated",
    ]
    header, *lines = map(str.split, tables["JournalTransaction A: updated"].splitlines())
    assert header == [*_COLUMNS]
    assert lines == [
        [
            "HEADOFFICE",
            "ACTUAL",
            "2026-09-20",
            "USD",
            "6000",
            "000000",
            "Line",
            "1",
            "1,250.5",
            "released",
        ],
        [
            "HEADOFFICE",
            "ACTUAL",
            "2026-09-20",
            "USD",
            "2000",
            "000000",
            "Line",
            "2",
            "1,250.5",
            "released",
        ],
    ]
    assert "would be rejected by JournalTransaction: UNKNOWN_ACCOUNT" in run.log
    assert "Dry run: Vendor: 1 created, 1 updated, 0 unchanged, 0 rejected" in run.log
    written = [r for r in delivery.requests("PUT") if "CompaniesStructure" not in r["path"]]
    assert written == []
    assert len(delivery.journals()) == 1
    assert delivery.sandbox.acumatica.sessions()["open"] == 0


def test_the_command_line_has_the_option(delivery, messages, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(delivery.config))

    result = CliRunner().invoke(
        TargetAcumatica.cli,
        ["--config", str(path), "--dry-run"],
        input=messages().journal("A").text(),
    )

    assert result.exit_code == 0
    assert "JournalTransaction A: created" in result.stdout
    assert delivery.journals() == {}


def test_a_dry_run_predicts_that_a_posted_journal_is_not_changed(delivery, messages):
    delivery.run(messages().journal("A", "10"), post_as="released")

    run = delivery.run(messages().journal("A", "12"), post_as="released", dry_run=True)

    assert run.code == 1
    assert "would be rejected by JournalTransaction: ALREADY_POSTED" in run.log


def test_a_dry_run_shows_the_reversal_of_a_posted_journal(delivery, messages):
    settings = {"post_as": "released", "on_correction": "reverse"}
    delivery.run(messages().journal("A", "10"), **settings)
    delivery.sandbox.clear_journal()

    run = delivery.run(messages().journal("A", "12"), dry_run=True, **settings)

    assert run.code == 0
    title, header, *lines = run.output.strip().splitlines()
    assert title == "JournalTransaction A: updated"
    assert header.split() == [*_COLUMNS]
    assert [line[: header.index("DebitAmount")].split()[4] for line in lines] == [
        "6000",
        "2000",
        "6000",
        "2000",
    ]
    amounts = [line.split()[-2].replace(",", "") for line in lines]
    assert [float(amount) for amount in amounts] == [10, 10, 12, 12]
    assert delivery.statuses() == {"Accrual A": ["Posted"]}


def _tally(run):
    """The outcomes of journals that the log says."""
    return re.findall(r"JournalTransaction: (\d+ created, \d+ updated, .* rejected)", run.log)


def _both(delivery, input_, **settings):
    dry = delivery.run(input_, dry_run=True, **settings)
    return dry, delivery.run(input_, **settings)


def test_a_dry_run_predicts_the_release_of_a_journal_that_is_saved(delivery, messages):
    delivery.run(messages().journal("A"))

    dry, run = _both(delivery, messages().journal("A"), post_as="released", force_update=True)

    assert delivery.statuses() == {"Accrual A": ["Posted"]}
    assert _tally(dry) == _tally(run)


def test_a_dry_run_predicts_that_a_journal_under_approval_is_not_replaced(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", approval=True)
    delivery.run(messages().journal("A", "10"))

    dry, run = _both(delivery, messages().journal("A", "12"))

    assert [code for code, _ in delivery.rejects()] == ["NOT_REPLACED"] * 2
    assert (dry.code, _tally(dry)) == (run.code, _tally(run))


def test_a_dry_run_predicts_that_a_day_after_the_last_period_is_rejected(delivery, messages):
    """The last period ends on 31 December 2027: the next day is in no period."""
    delivery.sandbox.acumatica.mutate("period", period="122027", status="Open")

    dry, run = _both(delivery, messages().journal("A", date="2028-01-01"))

    assert (dry.code, run.code) == (1, 1)
    assert [code for code, _ in delivery.rejects()] == ["UNKNOWN_PERIOD"] * 2


def test_a_dry_run_prints_the_lines_of_a_bill(delivery, messages):
    vendor = delivery.sandbox.acumatica.truth("Vendor")[0]["VendorID"]
    input_ = messages().line("INV-7", "6000", "1250.50", branch=vendor, text="Hosting")

    dry = delivery.run(input_, dry_run=True, mappings={"accruals": _BILL})

    assert "Bill INV-7: created" in dry.output
    assert all(value in dry.output for value in ("6000", "1,250.50", "Hosting"))
