"""Makes a company from the command line's options and puts the sandbox before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erp_sandbox.application import Application
from erp_sandbox.clock import Clock
from erp_sandbox.netsuite.books import Books, Profile
from erp_sandbox.netsuite.preferences import checked
from erp_sandbox.state import History, StateError

if TYPE_CHECKING:
    from pathlib import Path

    from erp_sandbox.netsuite.call import Company
    from erp_sandbox.netsuite.catalog import Preferences

DEFAULTS: dict[str, Any] = {
    "account_id": "1234567_SB1",
    "documents": 600,
    "seed": 7,
    "one_world": True,
    "multi_currency": True,
    "multi_book": True,
}
"""What a company is made with; kept with the state."""


@dataclass(frozen=True)
class Options:
    """What `serve` and `exec` have in common.

    Attributes:
        company: Overrides of `DEFAULTS`; None or a missing key leaves the kept value or default.
        preferences: Date format and time zone of the integration user.
        concurrency: Requests answered at once.
        latency: Seconds each request takes at least.
        state_dir: Keeps the company between runs when given.
        mutations: (action, arguments) to carry out before the first request.
        mutations_when_resumed: The same, only when the state already held a company.
    """

    company: dict[str, Any]
    preferences: Preferences
    concurrency: int
    latency: float = 0.0
    state_dir: Path | None = None
    mutations: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    mutations_when_resumed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def launch(options: Options) -> Application:
    """Make the sandbox, still without a server.

    Raises:
        StateError: If the state folder cannot be used or holds another company.
        ValueError: For a preference, action or argument that does not exist.
    """
    preferences = checked(options.preferences)
    given = {name: value for name, value in options.company.items() if value is not None}
    if options.state_dir is None:
        return _launch(options, preferences, {**DEFAULTS, **given}, None)
    history = History(options.state_dir)
    try:
        made = {**DEFAULTS, **(history.options or given)}
        _refuse_other(options.state_dir, made, given)
        return _launch(options, preferences, made, history)
    except BaseException:
        history.close()
        raise


def _refuse_other(folder: Path, made: dict[str, Any], given: dict[str, Any]) -> None:
    if different := [name for name, value in given.items() if made[name] != value]:
        raise StateError(
            f"The company in {folder} was made with other values of {', '.join(different)}; "
            "leave them out, or give another --state-dir."
        )


def _launch(
    options: Options, preferences: Preferences, made: dict[str, Any], history: History | None
) -> Application:
    def build(clock: Clock) -> Company:
        profile = Profile(preferences=preferences, concurrency=options.concurrency, **made)
        return Books.build(profile, clock)

    steps = options.mutations
    if history is None:
        clock = Clock()
        company = build(clock)
    else:
        if history.options is not None:
            steps = steps + options.mutations_when_resumed
        company, clock = history.restore(made, build)
    application = Application(company, clock, seed=made["seed"], history=history)
    application.netsuite.governor.latency = options.latency
    for action, arguments in steps:
        _mutate(application, history, made["seed"], action, arguments)
    return application


def _mutate(
    application: Application,
    history: History | None,
    seed: int,
    action: str,
    arguments: dict[str, Any],
) -> None:
    actions = application.netsuite.company.actions
    if action not in actions:
        known = ", ".join(sorted(actions))
        raise ValueError(f"There is no action {action!r}; use one of {known}.")
    if action == "random" and "seed" not in arguments:
        # Another history each time, and yet repeatable.
        arguments = {**arguments, "seed": seed + 1 + (0 if history is None else history.length)}
    try:
        application.mutate(action, arguments)
    except (LookupError, TypeError) as error:
        raise ValueError(f"{action}: {error}") from error
