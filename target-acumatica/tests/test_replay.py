"""Dead letters that are sent again: the newest of each journal, as a whole."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from singer_erp.cli import main


@pytest.fixture
def replay(delivery):
    """Send what `singer-erp replay` prints of the dead letters, as the README says."""

    def replay(*arguments, **settings):
        files = sorted(map(str, (delivery.folder / "dead-letters").glob("*.jsonl")))
        result = CliRunner().invoke(main, ["replay", *files, *arguments])
        assert result.exit_code == 0, result.output
        return delivery.run(result.output, **settings)

    return replay


@pytest.mark.parametrize("batch", ["A", None])
@pytest.mark.parametrize("code", ["INCOMPLETE", "MAPPING"])
def test_a_replay_by_code_leaves_out_no_rows_of_a_journal(delivery, messages, replay, batch, code):
    """Whether or not the journal of the rows that cannot be mapped is known."""
    mapping = delivery.config["mappings"]["accruals"]
    lines = mapping["lines"]["Details"] | {"TransactionDescription": "text.upper()"}
    settings = {"mappings": {"accruals": mapping | {"lines": {"Details": lines}}}}
    broken = {"memo": "Accrual A", "text": None}
    input_ = messages().journal("A", "10").line(batch, "6000", "5", **broken)
    delivery.run(input_.line(batch, "2000", "-5", **broken), **settings)
    rejects = delivery.rejects()

    run = replay("--code", code, **settings)

    assert sorted(code for code, _ in rejects) == ["INCOMPLETE"] * 2 + ["MAPPING"] * 2
    assert (run.code, delivery.journals()) == (1, {})


@pytest.mark.parametrize("keys", [["id"], []], ids=["key properties", "no key properties"])
def test_the_newest_rejection_of_a_journal_is_posted(delivery, messages, replay, keys):
    control = delivery.sandbox.acumatica
    control.mutate("period", period="092026", status="Closed")
    inputs = [
        messages().journal("A", "10").journal("A", "5"),
        messages().journal("A", "12"),
        messages().line("B", "6000", "1", id=8).line("B", "2000", "-1", id=9),
    ]
    for input_ in inputs:
        input_.lines[0]["key_properties"] = keys
        delivery.run(input_)
    control.mutate("period", period="092026", status="Open")

    run = replay()

    assert (run.code, len(delivery.journals())) == (0, 2)
    assert [debit for _, debit, _ in delivery.amounts("Accrual A") if debit] == [12]
