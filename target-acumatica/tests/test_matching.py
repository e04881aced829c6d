"""The lines of a journal and those of a batch are compared whatever their order."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from target_acumatica.matching import match, unequal
from target_acumatica.payload import wrapped


def _one_by_one(lines, saved):
    """Match each line with the first of the saved lines that remain, the fullest lines first."""
    rest = sorted(saved, key=lambda line: line["LineNbr"]["value"])
    missing = []
    for number, line in sorted(enumerate(lines), key=lambda pair: -len(pair[1])):
        same = next((other for other in rest if not [*unequal(line, other)]), None)
        if same is None:
            missing.append((number, line))
        else:
            rest.remove(same)
    return sorted(missing, key=lambda pair: pair[0]), rest


def _line(random):
    line = {"Account": random.choice(["6000", "2000 "]), "Debit": Decimal(random.randrange(3))}
    if random.random() < 0.5:
        line["Project"] = random.choice(["X", "P1"])
    if random.random() < 0.3:
        line["NonBillable"] = random.random() < 0.5
    if random.random() < 0.3:
        line["TranDate"] = "2026-09-20T00:00:00"
    return line


@pytest.mark.parametrize("seed", range(50))
def test_each_line_is_matched_with_the_first_that_has_its_values(seed):
    random = Random(seed)
    lines = [_line(random) for _ in range(random.randrange(12))]
    saved = []
    for number, line in enumerate(random.sample(lines, len(lines))):
        stored = {"LineNbr": number, "Account": "6000", "Project": "X"} | line
        stored["Account"] = stored["Account"].strip()
        if random.random() < 0.2:
            stored["Debit"] += 1
        if "TranDate" in stored:
            stored["TranDate"] += "+00:00"
        saved.append(wrapped(stored))
    random.shuffle(saved)

    matched, missing, rest = match(lines, saved)

    assert (missing, rest) == _one_by_one(lines, saved)
    assert all(not [*unequal(lines[number], other)] for number, other in matched.items())


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
