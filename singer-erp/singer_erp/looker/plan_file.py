"""Reads and checks a file of plans."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from singer_erp.errors import ConfigError
from singer_erp.looker.environment import Environment
from singer_erp.looker.plans import PlanFile, delivery_key
from singer_erp.plugin.nested import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from singer_erp.looker.plans import Destination, Plan

_OWNER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Keys of the audit log have 255 characters.
_MAX_KEY = 255


def load_plans(path: Path) -> PlanFile:
    """Return the plans of a file.

    Raises:
        ConfigError: It cannot be read, or is not valid.
    """
    try:
        found = msgspec.yaml.decode(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", "Check `plans_file`") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not YAML: {error}", "Correct the file") from None
    file = parse(found, PlanFile, "plans_file")
    for problem in _problems(file):
        raise ConfigError(f"{path}: {problem}", "Correct the file")
    return file


def _problems(file: PlanFile) -> Iterator[str]:
    """Yield what is wrong with a file."""
    if not _OWNER.fullmatch(file.owner):
        yield "`owner` must be of small letters, digits, - and _, 40 at most"
    for name in _repeated([plan.name for plan in file.plans]):
        yield f"there are several plans named {name!r}"
    for plan in file.plans:
        for problem in _plan_problems(plan):
            yield f"plan {plan.name!r} {problem}"
    keys = [delivery_key(plan, to) for plan in file.plans for to in plan.destinations]
    for key in _repeated(keys):
        yield f"two deliveries are called {key!r}: rename a plan, or give a destination a `name`"


def _plan_problems(plan: Plan) -> Iterator[str]:
    contents = [plan.look, plan.dashboard, plan.query]
    is_one_line = plan.name == " ".join(plan.name.split()) and plan.name.isprintable()
    checks = {
        "needs a `name` on one line, without double spaces": bool(plan.name) and is_one_line,
        "needs exactly one of `look`, `dashboard` and `query`": (
            sum(content is not None for content in contents) == 1
        ),
        "has both `crontab` and `datagroup`: Looker takes one": not (
            plan.crontab and plan.datagroup
        ),
        "has `send_all_results`, which Looker refuses for dashboards": not (
            plan.send_all_results and plan.dashboard is not None
        ),
        "has `filters`: those of a query belong into `query.filters`": not (
            plan.filters and plan.query
        ),
        "needs at least one of `destinations`": bool(plan.destinations),
    }
    yield from (problem for problem, is_met in checks.items() if not is_met)
    for label in _repeated([destination.label for destination in plan.destinations]):
        yield f"has several destinations named {label!r}: give each a `name`"
    for destination in plan.destinations:
        yield from _destination_problems(plan, destination)


def _destination_problems(plan: Plan, destination: Destination) -> Iterator[str]:
    if len(delivery_key(plan, destination)) > _MAX_KEY:
        yield "has a destination with a long address: give it a short `name`"
    for name, text in destination.secret_parameters.items():
        if not Environment.names(text):
            yield (
                f"has {name!r} of {destination.label!r} in clear: write it as ${{VARIABLE}} and "
                "set that in the environment"
            )


def _repeated(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
