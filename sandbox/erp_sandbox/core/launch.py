"""Builds vendors from their options, with or without a state folder."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from erp_sandbox.core.application import Application
from erp_sandbox.core.clock import Clock
from erp_sandbox.core.registry import vendor_type
from erp_sandbox.core.state import History, StateError, StoredHistory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from erp_sandbox.core.vendor import Vendor


@dataclass(frozen=True)
class Mutation:
    """A change of one vendor's data set, before the first request.

    Attributes:
        vendor: The vendor's name.
        action: One of its actions.
        arguments: The action's arguments.
        when_resumed: Whether only a data set of an earlier run is changed.
    """

    vendor: str
    action: str
    arguments: dict[str, Any] = field(default_factory=dict)
    when_resumed: bool = False


class Launch:
    """The vendors' applications on one clock, still without servers; close it at the end.

    Args:
        vendors: Options by vendor; None or a missing key is the stored value or the default.
        clock: Real time if none is given.
        state_dir: Keeps the data sets for the next run.
        mutations: Changes before the first request.

    Raises:
        StateError: If the state folder cannot be used or holds other data sets.
        ValueError: For a vendor, option, action or argument that is not valid.
    """

    def __init__(
        self,
        vendors: Mapping[str, Mapping[str, Any]],
        *,
        clock: Clock | None = None,
        state_dir: Path | None = None,
        mutations: Sequence[Mutation] = (),
    ) -> None:
        self.clock = clock or Clock()
        self.applications: dict[str, Application] = {}
        self._stored: dict[str, StoredHistory] = {}
        with ExitStack() as stack:
            stack.callback(self.close)
            if state_dir is None:
                for name, given in vendors.items():
                    self._add(_build(name, History(self.clock), _options(name, given)))
            else:
                self._restore(vendors, state_dir)
            for mutation in mutations:
                self._mutate(mutation)
            stack.pop_all()

    def close(self) -> None:
        """Release the state folder for another run, and what the vendors hold."""
        for application in self.applications.values():
            application.vendor.close()
        for history in self._stored.values():
            history.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _restore(self, vendors: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
        for name in vendors:
            self._stored[name] = StoredHistory(self.clock, folder, name)
        histories = self._stored.values()
        self.clock.advance(max((history.advanced for history in histories), default=0))
        for name, given in vendors.items():
            history = self._stored[name]
            options = _options(name, given, history.options)
            started = history.started()
            with self.clock.held_at(started):
                vendor = _build(name, history, options)
            stored = {o.name: options[o.name] for o in vendor.options if o.stored}
            history.restore(vendor, stored, started)
            self._add(vendor)
        latest = max((history.latest() for history in histories), default=self.clock.now())
        self.clock.advance(max((latest - self.clock.now()).total_seconds(), 0))

    def _add(self, vendor: Vendor) -> None:
        self.applications[vendor.control.vendor] = Application(
            vendor, self.clock, on_clock=self._record_clock
        )

    def _record_clock(self) -> None:
        for history in self._stored.values():
            history.record_clock()

    def _mutate(self, mutation: Mutation) -> None:
        history = self._stored.get(mutation.vendor)
        if mutation.when_resumed and (history is None or not history.resumed):
            return
        vendor = self.applications[mutation.vendor].vendor
        if mutation.action not in vendor.actions:
            known = ", ".join(sorted(vendor.actions))
            raise ValueError(f"There is no action {mutation.action!r}; use one of {known}.")
        arguments = mutation.arguments
        if mutation.action == "random" and "seed" not in arguments:
            # Different in each run of a data set, and yet repeatable.
            arguments = {**arguments, "seed": 1 + (history.length if history else 0)}
        try:
            vendor.mutate(mutation.action, arguments)
        except (LookupError, TypeError) as error:
            raise ValueError(f"{mutation.action}: {error}") from error


def _build(name: str, history: History, options: dict[str, Any]) -> Vendor:
    return vendor_type(name).build(history, options)


def _options(
    name: str, given: Mapping[str, Any], stored: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a value for each of a vendor's options.

    Raises:
        StateError: If an option differs from the stored data set's.
        ValueError: If an option is unknown.
    """
    known = {option.name: option.default for option in vendor_type(name).options}
    if unknown := sorted(given.keys() - known):
        raise ValueError(
            f"{name} has no option {', '.join(unknown)}. Use one of {', '.join(known)}."
        )
    chosen = {option: value for option, value in given.items() if value is not None}
    kept = {
        option: tuple(value) if isinstance(value, list) else value
        for option, value in (stored or {}).items()
    }
    if different := [option for option in kept if chosen.get(option, kept[option]) != kept[option]]:
        raise StateError(
            f"The state folder cannot be used: its {name} data set was made with other values of "
            f"{', '.join(different)}. Omit them, or give another --state-dir."
        )
    return {**known, **kept, **chosen}
