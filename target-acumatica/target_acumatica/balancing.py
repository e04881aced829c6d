"""The lines that posting adds to a batch of several branches ("Interbranch Transactions")."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_acumatica.payload import value_at
from target_acumatica.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Json = dict[str, Any]

_AMOUNTS = ("DebitAmount", "CreditAmount")
_TEXTS = ("ReferenceNbr", "TransactionDescription")


def were_added(lines: Sequence[Json], others: Sequence[Json]) -> bool:
    """Return whether posting has added lines of a batch, and not the journal had them before.

    They follow the others, have no texts of their own, and make each branch balance, with one line
    of a branch and an account.

    Args:
        lines: Lines of a posted batch that the journal does not have.
        others: Those that it has.
    """
    last = max((value_at(line, "LineNbr") or 0 for line in others), default=0)
    places = {(_branch(line), value_at(line, "Account")) for line in lines}
    texts = {tuple(value_at(line, name) or "" for name in _TEXTS) for line in lines}
    sums, additions = _by_branch(others), _by_branch(lines)
    return (
        len(places) == len(lines)
        and len(texts) <= 1
        and all((value_at(line, "LineNbr") or 0) > last for line in lines)
        and all(sums.get(branch) == -amount for branch, amount in additions.items())
        and all(_signed(line) * additions[_branch(line)] > 0 for line in lines)
    )


def _by_branch(lines: Iterable[Json]) -> dict[str, Decimal]:
    """Return debit less credit by branch."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[_branch(line)] = sums.get(_branch(line), Decimal(0)) + _signed(line)
    return sums


def _branch(line: Json) -> str:
    return str(value_at(line, "BranchID"))


def _signed(line: Json) -> Decimal:
    debit, credit = (decimal_of(value_at(line, name) or 0) for name in _AMOUNTS)
    return debit - credit
