"""A run that is killed at any request: the next one leaves exactly one journal of each."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from singer_erp.testing import kill_at_request

# The requests of a run of three journals from the first lookup on: 2 of it, 3 PUT, 2 to settle,
# three releases of 3 requests each, 2 of the status, and the logout.
_FIRST, _LAST = 11, 29
# Those whose kill leaves something else than the one before: the rest is for campaigns.
_FIRST_KILLS = (
    (13, True),  # the first journal is created, its response lost
    (15, False),  # two of three are created
    (19, True),  # the second of three is being released
    (18, True),  # the first release was accepted
    (23, False),  # two of three are released
    (27, True),  # all are released
)


def _boundaries():
    every = [(number, served) for number in range(_FIRST, _LAST + 1) for served in (True, False)]
    return [*_FIRST_KILLS, *(one for one in every if one not in _FIRST_KILLS)]


@pytest.fixture
def killed(delivery, tmp_path):
    """Run the target as a process and kill it at a request."""

    def run(messages, number, *, served, **settings):
        api = urlsplit(delivery.config["api_url"])
        input_, config = tmp_path / "input.jsonl", tmp_path / "config.json"
        input_.write_text(messages.text())

        def start(url):
            own = {"api_url": url + api.path, "audit_url": f"sqlite:///{tmp_path}/killed.sqlite"}
            config.write_text(json.dumps(delivery.config | settings | own))
            with input_.open() as file:
                return subprocess.Popen(
                    [sys.executable, "-m", "target_acumatica", "--config", config],
                    stdin=file,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )

        return kill_at_request(f"http://{api.netloc}", number, start, served=served)

    return run


def _three(messages, *amounts):
    input_ = messages()
    for batch, amount in zip("ABC", amounts, strict=True):
        input_.journal(batch, amount)
    return input_.state()


def _effective(delivery, messages_of):
    """Net amounts by account of each journal, and the number of batches that count for it."""
    found = {}
    for batch in messages_of:
        net, count = {}, 0
        for text, rows in delivery.journals().items():
            numbers = [row["BatchNbr"] for row in delivery.journals()[f"Accrual {batch}"]]
            is_reversal = text.removeprefix("Reversal of ") in numbers
            if text != f"Accrual {batch}" and not is_reversal:
                continue
            for row in rows:
                assert row["Status"] == "Posted"
                debits = sum(line["DebitAmount"] for line in row["Details"])
                assert debits == sum(line["CreditAmount"] for line in row["Details"])
                count += -1 if is_reversal else 1
                for line in row["Details"]:
                    amount = line["DebitAmount"] - line["CreditAmount"]
                    net[line["Account"]] = net.get(line["Account"], Decimal(0)) + amount
        found[batch] = (count, net)
    return found


@pytest.mark.histories(4)
def test_a_killed_run_leaves_three_journals_after_the_next(delivery, messages, killed, seed):
    number, served = _boundaries()[seed % len(_boundaries())]
    input_ = _three(messages, "10.00", "20.00", "30.00")
    delivery.sandbox.acumatica.set_limits(api_users=3)

    output = killed(input_, number, served=served, post_as="released")
    run = delivery.run(input_, post_as="released")

    assert output.exit_code == -9
    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert delivery.statuses() == {f"Accrual {batch}": ["Posted"] for batch in "ABC"}
    for batch, amount in zip("ABC", ("10.00", "20.00", "30.00"), strict=True):
        assert delivery.amounts(f"Accrual {batch}") == [
            ("6000", Decimal(amount), Decimal(0)),
            ("2000", Decimal(0), Decimal(amount)),
        ]


@pytest.mark.histories(3)
def test_an_input_that_changes_after_a_kill_counts_once(delivery, messages, killed, seed):
    number, served = _boundaries()[seed % len(_boundaries())]
    before = _three(messages, "10.00", "20.00", "30.00")
    after = _three(messages, "11.00", "20.00", "33.00")
    delivery.sandbox.acumatica.set_limits(api_users=3)

    killed(before, number, served=served, post_as="released")
    run = delivery.run(after, post_as="released", on_correction="reverse")

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert _effective(delivery, "ABC") == {
        batch: (1, {"6000": Decimal(amount), "2000": -Decimal(amount)})
        for batch, amount in zip("ABC", ("11.00", "20.00", "33.00"), strict=True)
    }


# The requests of a run that corrects two journals, from the first lookup on: 2 of it and, for each,
# its batch, the draft, the reversal with its lookups and release, the new batch and its release.
_FIRST_CORRECTION, _LAST_CORRECTION = 10, 45


@pytest.mark.histories(4)
@pytest.mark.parametrize("post_as", ["balanced", "released"])
def test_a_killed_correction_leaves_the_ledger_with_a_journal(
    delivery, messages, killed, seed, post_as
):
    """Whatever the next run sends: what it sends counts, once; what is rejected loses nothing."""
    settings = {"post_as": post_as, "on_correction": "reverse"} | _with_projects(delivery)
    delivery.sandbox.acumatica.set_limits(api_users=3)

    def input_(amount, project="X"):
        return messages().journal("A", amount, total=project).journal("B", amount, total=project)

    delivery.run(input_("10"), **settings)
    every = range(_FIRST_CORRECTION, _LAST_CORRECTION + 1)
    number, served = random.Random(seed).choice([(n, s) for n in every for s in (True, False)])

    killed(input_("12"), number, served=served, **settings)
    after_kill = _sums(delivery)
    refused = delivery.run(input_("13", "NOPE"), **settings)
    after_refusal = _sums(delivery)
    run = delivery.run(input_("14").state(), **settings)

    assert (refused.code, run.code, run.states) == (1, 0, [{"run": 1}]), run.log
    assert all(found for found in (*after_kill.values(), *after_refusal.values()))
    status = "Posted" if post_as == "released" else "Balanced"
    assert {row["Status"] for rows in delivery.journals().values() for row in rows} == {status}
    assert _sums(delivery) == {"A": [Decimal(14)], "B": [Decimal(14)]}


def _with_projects(delivery):
    mapping = delivery.config["mappings"]["accruals"]
    lines = mapping["lines"]["Details"] | {"Project": "total"}
    return {"mappings": {"accruals": mapping | {"lines": {"Details": lines}}}}


def _sums(delivery):
    """Debits of the batches of each journal that have no posted reversal."""
    found = {}
    reversed_ = [
        text.removeprefix("Reversal of ")
        for text, [row, *_] in delivery.journals().items()
        if row["Status"] == "Posted"
    ]
    for batch in "AB":
        found[batch] = [
            row["Details"][0]["DebitAmount"]
            for row in delivery.journals().get(f"Accrual {batch}", ())
            if row["BatchNbr"] not in reversed_
        ]
    return found
