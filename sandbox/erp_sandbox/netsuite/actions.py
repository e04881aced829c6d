"""The actions of `mutate`, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.mutations import actions
from erp_sandbox.netsuite.mutations.history import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.netsuite.mutations import Row, Writer


def random(writer: Writer, seed: int = 1, steps: int = 50, late_seconds: int = 300) -> Row:
    """Carry out a random history of ordinary business: seed, steps, late_seconds."""
    return Story(writer, int(seed), int(late_seconds)).run(int(steps))


ACTIONS: dict[str, Callable[..., Row]] = {
    function.__name__: function
    for function in (
        actions.create,
        actions.change,
        actions.delete,
        actions.void,
        actions.add_line,
        actions.remove_line,
        actions.apply_payment,
        actions.unapply_payment,
        actions.backdate,
        actions.touch,
        actions.grow,
        random,
        actions.break_column,
        actions.hide_column,
        actions.refuse_utc,
        actions.add_custom_field,
        actions.remove_custom_field,
    )
}
"""Functions of a writer and keyword arguments; the first line of each docstring is its help."""
