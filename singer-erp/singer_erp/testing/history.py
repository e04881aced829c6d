"""Random histories."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from singer_erp.testing.output import Output
    from singer_erp.testing.warehouse import Warehouse

_DAY = 86_400


class Run(Protocol):
    """Runs the tap from a state."""

    def __call__(self, state: dict[str, Any], dice: random.Random, /) -> Output:
        """Run it; settings that must not matter, such as a page size, may be drawn."""


def random_history(  # noqa: PLR0913  # the parts of a history
    warehouse: Warehouse,
    run: Run,
    *,
    seed: int,
    mutate: Callable[[int], object],
    advance: Callable[[float], object],
    steps: int = 4,
    waits: Sequence[float] = (0, 1, 900, _DAY + 3600),
    kills: float = 0,
) -> None:
    """Alternate runs, kills, changes at the source and time, and end with a complete run.

    Afterwards the warehouse must equal the source, which the caller asserts.

    Args:
        warehouse: Loads the output of every run; its state starts the next one.
        run: Runs the tap.
        seed: Same seed, same history.
        mutate: Changes the source; receives a seed.
        advance: Moves the source's clock by seconds.
        steps: Runs before the last one.
        waits: Seconds of which each step draws one.
        kills: Share of the runs that are killed at a random boundary.
    """
    dice = random.Random(seed)  # noqa: S311  # not for secrets
    for step in range(steps):
        output = run(warehouse.state, dice)
        if dice.random() < kills:
            output = output.until(dice.randrange(len(output.lines)))
        warehouse.load(output)
        mutate(seed * 100 + step)
        advance(dice.choice(waits))
    warehouse.load(run(warehouse.state, dice))
