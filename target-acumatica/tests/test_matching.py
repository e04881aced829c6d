"""The lines of a journal and those of a batch are compared whatever their order."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from target_acumatica.matching import match, unequal
from target_acumatica.payload import wrapped


def _most(lines, saved):
    """Return how many lines can have a saved line of their own, by trying all ways."""
    if not lines:
        return 0
    others = [
        saved[:place] + saved[place + 1 :]
        for place, other in enumerate(saved)
        if not [*unequal(lines[0], other)]
    ]
    return max(_most(lines[1:], saved), *(1 + _most(lines[1:], rest) for rest in others), 0)


def _line(random):
    line = {"Account": random.choice(["6000", "2000 "]), "Debit": Decimal(random.randrange(3))}
    if random.random() < 0.5:
        line["Project"] = random.choice(["X", "P1"])
    if random.random() < 0.5:
        line["Subaccount"] = random.choice(["000", "111"])
    if random.random() < 0.3:
        line["NonBillable"] = random.random() < 0.5
    if random.random() < 0.3:
        line["TranDate"] = "2026-09-20T00:00:00"
    return line


@pytest.mark.parametrize("seed", range(100))
def test_as_many_lines_as_possible_are_matched_with_saved_ones_of_their_values(seed):
    random = Random(seed)
    lines = [_line(random) for _ in range(random.randrange(7))]
    saved = []
    for number, line in enumerate(random.sample(lines, len(lines))):
        stored = {"LineNbr": number, "Account": "6000", "Project": "X", "Subaccount": "000"} | line
        stored["Account"] = stored["Account"].strip()
        if random.random() < 0.2:
            stored["Debit"] += 1
        if "TranDate" in stored:
            stored["TranDate"] += "+00:00"
        saved.append(wrapped(stored))
    random.shuffle(saved)

    matched, missing, rest = match(lines, saved)

    assert len(matched) == _most(lines, saved)
    assert all(not [*unequal(lines[number], other)] for number, other in matched.items())
    assert missing == [(n, line) for n, line in enumerate(lines) if n not in matched]
    used = {other["LineNbr"]["value"] for other in matched.values()}
    assert len(used) == len(matched)
    assert {other["LineNbr"]["value"] for other in rest} == {*range(len(lines))} - used


@pytest.mark.parametrize("name", ["Project", "ProjectTask", "CostCode", "UOM", "Account"])
def test_codes_of_other_records_are_compared_without_case(name):
    assert not [*unequal({name: "pr1"}, wrapped({name: "PR1"}))]


@pytest.mark.parametrize("name", ["TransactionDescription", "ReferenceNbr", "BatchModule.UsrX"])
def test_texts_are_compared_with_case(name):
    assert [*unequal({name: "pr1"}, wrapped({name: "PR1"}))] == [name]


def test_a_journal_of_many_lines_is_compared_once_by_line():
    """In another order than the batch has them: each is compared with one line, not with all."""
    reads = []

    class Counted(dict):
        def get(self, name, default=None):
            reads.append(name)
            return super().get(name, default)

    lines = [{"Account": "6000", "DebitAmount": Decimal(number)} for number in range(3000)]
    saved = [Counted(wrapped(line | {"LineNbr": at})) for at, line in enumerate(reversed(lines))]

    _, missing, rest = match(lines, saved)

    assert (missing, rest) == ([], [])
    assert len(reads) < 20 * len(lines)


def test_a_line_leaves_its_place_to_one_that_fits_no_other():
    """However many lines have to move."""
    # Each line fits two neighbors.
    saved = [
        wrapped({"LineNbr": n, "Project": str(n // 2), "Task": str((n + 1) // 2)})
        for n in range(2000)
    ]
    lines = [{"Task": str(n)} for n in range(1, 1000)] + [{"Project": str(n)} for n in range(1000)]
    lines.append({"Project": "0"})

    matched, missing, rest = match(lines, saved)

    assert (len(matched), missing, len(rest)) == (2000, [], 0)
