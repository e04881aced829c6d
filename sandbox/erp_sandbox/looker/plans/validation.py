"""What the instance requires of a plan ("Create a Scheduled Plan")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.delivery.message import parsed
from erp_sandbox.looker.errors import ApiError, Detail
from erp_sandbox.looker.plans.kinds import (
    ALL_RESULTS_FORMATS,
    CONDITIONS,
    CONTENTS,
    DASHBOARD_FORMATS,
    DASHBOARD_ONLY,
    DEFAULTS,
    DESTINATION_DEFAULTS,
    KINDS,
    Kind,
)
from erp_sandbox.looker.plans.timetable import is_crontab, is_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.users import User

Plan = dict[str, Any]
_LIST = "scheduled_plan_destination"
_DASHBOARDS = ("dashboard_id", "lookml_dashboard_id")


@dataclass(frozen=True)
class Known:
    """What a plan can refer to.

    Attributes:
        content: Returns whether the owner sees a content, by property and id.
        datagroup: Returns whether there is a datagroup of a name.
        mailbox: Returns whether an email address is a user's.
    """

    content: Callable[[User, str, str], bool]
    datagroup: Callable[[str], bool]
    mailbox: Callable[[str], bool]


@dataclass
class Draft:
    """A plan that is checked; every problem is found, not only the first.

    Attributes:
        plan: The plan as it will be.
        given: The properties that the request has.
        owner: The owner.
        known: What it can refer to.
        details: The problems.
    """

    plan: Plan
    given: Mapping[str, Any]
    owner: User
    known: Known
    details: list[Detail] = field(default_factory=list)

    def missing(self, name: str, message: str) -> None:
        """Record a missing property."""
        self.details.append(Detail(name, message, "missing_field"))

    def invalid(self, name: str, message: str) -> None:
        """Record a property that is not valid."""
        self.details.append(Detail(name, message, "invalid"))


def check(draft: Draft) -> None:
    """Check a plan and its destinations.

    Raises:
        ApiError: 422 with all problems.
    """
    _types(draft)
    if not draft.details:
        for rule in (_name, _content, _conditions, _timing, _destinations, _recipients):
            rule(draft)
    if draft.details:
        raise ApiError(422, details=tuple(draft.details))


def _types(draft: Draft) -> None:
    for name, default in DEFAULTS.items():
        value = draft.plan[name]
        wanted = bool if isinstance(default, bool) else None
        if wanted is bool and not isinstance(value, bool):
            draft.invalid(name, f"{name} must be true or false")
        elif wanted is None and isinstance(value, dict):
            draft.invalid(name, f"{name} must be a string")
    if not isinstance(draft.plan[_LIST] or [], list):
        draft.invalid(_LIST, f"{_LIST} must be an array")


def _name(draft: Draft) -> None:
    if not draft.plan["name"]:
        draft.missing("name", "This field is required.")


def _content(draft: Draft) -> None:
    named = [name for name in CONTENTS if draft.plan[name] is not None]
    if not named:
        draft.missing(
            "look_id", "One of look_id, dashboard_id, lookml_dashboard_id or query_id is required."
        )
    for name in named[1:]:
        draft.invalid(name, f"{name} cannot be combined with {named[0]}")
    if len(named) == 1 and not draft.known.content(draft.owner, named[0], draft.plan[named[0]]):
        draft.invalid(named[0], f"{named[0]} {draft.plan[named[0]]} was not found")
    for name in _DASHBOARDS:
        if draft.plan[name] is not None and draft.plan["send_all_results"]:
            draft.invalid(name, "Cannot send all results for dashboards")


def _conditions(draft: Draft) -> None:
    if draft.plan["look_id"] is not None:
        for name in CONDITIONS:
            if name not in draft.given:
                draft.missing(name, f"{name} is required when look_id is set")
    if draft.plan["require_results"] and draft.plan["require_no_results"]:
        draft.invalid(
            "require_no_results", "require_results and require_no_results cannot both be true"
        )


def _timing(draft: Draft) -> None:
    crontab, datagroup, zone = (draft.plan[name] for name in ("crontab", "datagroup", "timezone"))
    if crontab and datagroup:
        draft.invalid("datagroup", "datagroup cannot be combined with crontab")
    if not crontab and not datagroup and not draft.plan["run_once"]:
        draft.missing("crontab", "crontab or datagroup is required")
    if crontab and not is_crontab(crontab):
        draft.invalid("crontab", f"{crontab!r} is not a valid crontab")
    if datagroup and not draft.known.datagroup(datagroup):
        draft.invalid("datagroup", f"datagroup {datagroup} was not found")
    if zone and not is_zone(zone):
        draft.invalid("timezone", f"{zone!r} is not a valid time zone")


def _destinations(draft: Draft) -> None:
    destinations = draft.plan[_LIST]
    if not destinations:
        draft.missing(_LIST, "A scheduled plan must have at least one destination")
    for destination in destinations or []:
        if isinstance(destination, dict):
            _destination(draft, {**DESTINATION_DEFAULTS, **destination})
        else:
            draft.invalid(_LIST, "A destination must be an object")


def _destination(draft: Draft, destination: Mapping[str, Any]) -> None:
    kind = KINDS.get(str(destination["type"]))
    if kind is None:
        draft.invalid(f"{_LIST}.type", f"{destination['type']!r} is not a type of destination")
        return
    address = destination["address"]
    if not address:
        draft.missing(f"{_LIST}.address", "address is required")
    elif not kind.address.fullmatch(str(address)):
        draft.invalid(f"{_LIST}.address", f"address must be {kind.form}")
    _format(draft, kind, destination)
    _parameters(draft, "parameters", kind.parameters, destination.get("parameters"))
    _parameters(draft, "secret_parameters", kind.secrets, destination.get("secret_parameters"))
    may = draft.owner.may(kind.permission)
    if destination["type"] == "email" and not draft.known.mailbox(str(address)):
        may = may and draft.owner.may("schedule_external_look_emails")
    if not may:
        draft.invalid(
            f"{_LIST}.type", f"You do not have permission to send to {destination['type']}"
        )


def _format(draft: Draft, kind: Kind, destination: Mapping[str, Any]) -> None:
    name, chosen = f"{_LIST}.format", destination["format"]
    dashboard = any(draft.plan[content] is not None for content in _DASHBOARDS)
    if not chosen:
        draft.missing(name, "format is required")
    elif chosen not in kind.formats:
        draft.invalid(name, f"{chosen} is not supported by {destination['type']}")
    elif dashboard and chosen not in DASHBOARD_FORMATS:
        draft.invalid(name, f"{chosen} is not supported for dashboards")
    elif not dashboard and chosen in DASHBOARD_ONLY:
        draft.invalid(name, f"{chosen} is only supported for dashboards")
    elif draft.plan["send_all_results"] and chosen not in ALL_RESULTS_FORMATS:
        draft.invalid(name, f"{chosen} cannot send all results")


def _parameters(draft: Draft, name: str, required: tuple[str, ...], text: object) -> None:
    try:
        given = parsed(text if isinstance(text, str) else "" if text is None else "[]")
    except ValueError:
        draft.invalid(f"{_LIST}.{name}", f"{name} must be a JSON object in a string")
        return
    for key in required:
        if not given.get(key):
            draft.missing(f"{_LIST}.{name}", f"{name} must have {key}")


def _recipients(draft: Draft) -> None:
    types = {d["type"] for d in draft.plan[_LIST] or [] if isinstance(d, dict)}
    if draft.plan["run_as_recipient"] and types - {"email"}:
        draft.invalid("run_as_recipient", "run_as_recipient is only for email destinations")
    elif draft.plan["run_as_recipient"]:
        for destination in draft.plan[_LIST] or []:
            if not draft.known.mailbox(str(destination.get("address"))):
                draft.invalid("run_as_recipient", "All recipients must be users of the instance")
