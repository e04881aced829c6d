"""The balances cube: sums of posted journal lines by ledger, account, currency and period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, proxy

from erp_sandbox.oracle_fusion.amounts import ZERO, period_name
from erp_sandbox.oracle_fusion.combinations import TYPES
from erp_sandbox.oracle_fusion.seed_ledger import periods_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from erp_sandbox.oracle_fusion.organization import Ledger
    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod

_RETAINED = "retained_earnings"
_NOMINAL = frozenset({"R", "E"})
"""Account types whose balance is of a fiscal year."""

Cell = tuple[str, str, str, str, "Decimal", "Decimal"]
"""Ledger, combination, currency, period, and the entered and the accounted amount."""


@dataclass(frozen=True)
class Balance:
    """A balance in a period; an amount is None where the cube has no cell."""

    beginning: Decimal | None
    activity: Decimal | None

    @property
    def ending(self) -> Decimal | None:
        """The balance at the end."""
        if self.beginning is None:
            return self.activity
        return self.beginning + (self.activity or ZERO)


@dataclass(frozen=True)
class PeriodBalance:
    """The balance of a period in ledger currency, with its debits and credits."""

    beginning: Decimal
    activity: tuple[Decimal, Decimal]


class Cube:
    """The balances of all ledgers.

    Args:
        pod: The pod; its posted batches are read again when they have changed.
    """

    def __init__(self, pod: Pod) -> None:
        self._pod = proxy(pod)
        self._revision = -1
        self._of_batch: WeakKeyDictionary[Row, list[Cell]] = WeakKeyDictionary()
        self._cells: dict[str, dict[str, list[Cell]]] = {}
        months = pod.company.months
        self._order = {period_name(month.start): place for place, month in enumerate(months)}
        self._years = {
            ledger.name: {
                period["PeriodNameId"]: (period["PeriodYear"], period["PeriodNumber"])
                for period in periods_of(pod, ledger)
            }
            for ledger in pod.organization.ledgers.values()
        }

    def has_period(self, ledger: Ledger, period: str) -> bool:
        """Return whether a ledger has a period."""
        return period in self._years[ledger.name]

    def combinations(self, ledger: Ledger) -> list[str]:
        """Return the combinations that a ledger has ever used, with those of retained earnings."""
        cells = self._read()[ledger.name]
        return sorted({*cells, *(self._retained(ledger, text) for text in cells)})

    def balance(  # noqa: PLR0913, PLR0917 - the dimensions of the cube
        self, ledger: Ledger, combination: str, period: str, currency: str, kind: str, since: str
    ) -> Balance:
        """Return the balance of a combination.

        Args:
            ledger: The ledger.
            combination: The account combination.
            period: The name of the period.
            currency: The currency.
            kind: `Total` in ledger currency, or `Entered` in the currency of the journals.
            since: Where the activity begins: `PTD`, `QTD` or `YTD`.
        """
        if kind == "Total" and currency != ledger.currency:
            return Balance(None, None)
        years = self._years[ledger.name]
        year, number = years[period]
        first = {"PTD": number, "QTD": number - (number - 1) % 3, "YTD": 1}[since]

        def taken(cells: Iterable[Cell], test: Callable[[int, int], bool]) -> list[Decimal]:
            return [
                cell[5] if kind == "Total" else cell[4]
                for cell in cells
                if (kind == "Total" or cell[2] == currency) and test(*years[cell[3]])
            ]

        own = self._read()[ledger.name].get(combination, [])
        nominal = self._type(ledger, combination) in _NOMINAL
        before = taken(own, lambda y, n: (y, n) < (year, first) and (y == year or not nominal))
        activity = taken(own, lambda y, n: (year, first) <= (y, n) <= (year, number))
        if combination == self._retained(ledger, combination):
            before += taken(self._results(ledger, combination), lambda y, _: y < year)
        return Balance(_sum(before), _sum(activity))

    def periods(self, ledger: Ledger, combination: str) -> Iterator[tuple[str, PeriodBalance]]:
        """Yield the periods of a combination with entries or a balance, up to the present."""
        last = period_name(self._pod.clock.now().date())
        for period in self._order:
            balance = self.balance(ledger, combination, period, ledger.currency, "Total", "PTD")
            if balance.ending is not None:
                cells = self._read()[ledger.name].get(combination, [])
                amounts = [cell[5] for cell in cells if cell[3] == period]
                debit = sum((amount for amount in amounts if amount > 0), ZERO)
                credit = sum((-amount for amount in amounts if amount < 0), ZERO)
                yield period, PeriodBalance(balance.beginning or ZERO, (debit, credit))
            if period == last:
                return

    def _results(self, ledger: Ledger, retained: str) -> Iterator[Cell]:
        """Yield the cells whose balance goes to a retained earnings combination at year end."""
        for combination, cells in self._read()[ledger.name].items():
            own = self._retained(ledger, combination) == retained
            if own and self._type(ledger, combination) in _NOMINAL:
                yield from cells

    def _read(self) -> dict[str, dict[str, list[Cell]]]:
        """Return the cells by ledger and combination."""
        revision = self._pod.revision_of("journalBatches")
        if self._revision != revision:
            self._revision = revision
            made: dict[str, dict[str, list[Cell]]] = {
                name: defaultdict(list) for name in self._pod.organization.ledgers
            }
            for batch in self._pod.rows("journalBatches"):
                for cell in self._batch(batch):
                    made[cell[0]][cell[1]].append(cell)
            self._cells = made
        return self._cells

    def _batch(self, batch: Row) -> list[Cell]:
        """Return the cells of a batch, which are kept as long as the batch does not change."""
        found = self._of_batch.get(batch)
        if found is None:
            found = self._of_batch[batch] = list(_cells(batch))
        return found

    def _type(self, ledger: Ledger, combination: str) -> str:
        chart = ledger.chart
        values = tuple(combination.split(chart.delimiter))
        return TYPES[self._pod.combinations.kind(chart, values)]

    def _retained(self, ledger: Ledger, combination: str) -> str:
        """Return the combination of retained earnings of the same balancing segment."""
        chart, account = ledger.chart, self._pod.company.chart.code(_RETAINED)
        fixed = {"GL_ACCOUNT": account}
        return chart.text(
            tuple(
                value
                if segment.label == "GL_BALANCING"
                else fixed.get(segment.label or "", "0" * segment.digits)
                for segment, value in zip(
                    chart.segments, combination.split(chart.delimiter), strict=True
                )
            )
        )


_cubes: WeakKeyDictionary[Pod, Cube] = WeakKeyDictionary()


def cube_of(pod: Pod) -> Cube:
    """Return the balances of a pod."""
    return _cubes.get(pod) or _cubes.setdefault(pod, Cube(pod))


def _cells(batch: Row) -> Iterator[Cell]:
    if batch.values["Status"] != "P":
        return
    for header in batch.children["journalHeaders"]:
        ledger, period = header.values["LedgerName"], header.values["PeriodName"]
        for line in header.children["journalLines"]:
            values = line.values
            yield (
                ledger,
                values["AccountCombination"],
                values["CurrencyCode"],
                period,
                values.get("EnteredDr", ZERO) - values.get("EnteredCr", ZERO),
                values.get("AccountedDr", ZERO) - values.get("AccountedCr", ZERO),
            )


def _sum(amounts: list[Decimal]) -> Decimal | None:
    return sum(amounts, ZERO) if amounts else None
