"""The differences between a file of plans and an instance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from singer_erp.http.bodies import json_as
from singer_erp.looker.environment import is_fingerprint_of
from singer_erp.looker.plans import FLAGS, destination_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import requests

    from singer_erp.audit.entries import Sent
    from singer_erp.looker.environment import Environment
    from singer_erp.looker.instance import Instance
    from singer_erp.looker.plans import Plan, PlanFile

PLANS = "/scheduled_plans"
DESTINATIONS = "scheduled_plan_destination"
_FIELDS = (
    *("id", "name", "crontab", "datagroup", "timezone", "filters_string", "pdf_paper_size"),
    *("look_id", "dashboard_id", "lookml_dashboard_id", "query_id"),
    *FLAGS,
    DESTINATIONS,
)


class _Created(msgspec.Struct):
    id: str


_created = json_as(_Created)
_decode_plans = json_as(list[dict[str, Any]])


@dataclass(frozen=True)
class Change:
    """A difference between the file and the instance.

    Attributes:
        name: The plan's name in the file.
        kind: create, update, unlisted (managed and not in the file) or duplicate.
        plan_id: Its id in Looker.
        differs: What differs, for messages.
        body: What Looker is to have.
        secret: Secret values of its destinations, as one text.
    """

    name: str
    kind: str
    plan_id: str | None = None
    differs: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)

    @property
    def is_deletion(self) -> bool:
        """Whether the plan is to be deleted."""
        return self.kind in {"unlisted", "duplicate"}

    def shown(self) -> dict[str, Any]:
        """Return what a message shows of it."""
        shown = {"plan": self.name, "change": self.kind, "id": self.plan_id}
        return {n: v for n, v in (shown | {"differs": self.differs}).items() if v}


def list_plans(instance: Instance) -> list[dict[str, Any]]:
    """Return all plans of an instance that the user may see, run-once copies included.

    The oldest is the first.
    """
    parameters = {"all_users": True, "fields": _FIELDS}
    return instance.fetch("GET", PLANS, _plans, params=parameters)


def post(instance: Instance, path: str, body: dict[str, Any], *, once: bool = False) -> str:
    """Create a plan or a query and return its id; arguments as for `Instance.send`."""
    return instance.fetch("POST", path, _created, once=once, json=body).id


def managed_plans(
    plans: Sequence[dict[str, Any]], file: PlanFile
) -> dict[str, list[dict[str, Any]]]:
    """Return the plans that a file manages by their names in the file; all others are foreign."""
    found: dict[str, list[dict[str, Any]]] = {}
    for plan in plans:
        if (name := file.name_of(plan.get("name") or "")) is not None:
            found.setdefault(name, []).append(plan)
    return found


def find_changes(
    instance: Instance, file: PlanFile, environment: Environment, sent: Mapping[str, Sent]
) -> list[Change]:
    """Return the differences, in the order of the file.

    Args:
        instance: The instance.
        file: The file.
        environment: Values of environment variables.
        sent: What the audit log says of each plan; secrets are compared by it alone.

    Raises:
        ConfigError: An environment variable is not set.
        ErpError: A request failed.
    """
    managed = managed_plans(list_plans(instance), file)
    changes: list[Change] = []
    for plan in file.plans:
        if not plan.is_scheduled:
            continue
        found = managed.pop(plan.name, [])
        body = plan_body(instance, file, plan, environment)
        changes += _plan_changes(plan, body, environment, found, sent.get(plan.name))
    return changes + [
        Change(name, "unlisted", plan["id"]) for name in managed for plan in managed[name]
    ]


def plan_body(
    instance: Instance, file: PlanFile, plan: Plan, environment: Environment
) -> dict[str, Any]:
    """Return what Looker is to have of a plan.

    Its query is created for this: Looker returns the existing one for an equal definition.
    """
    query_id = None
    if plan.query is not None:
        query_id = post(instance, "/queries", plan.query.body())
    destinations = [destination_body(d, environment) for d in plan.destinations]
    return plan.body(query_id) | {"name": file.title(plan.name), DESTINATIONS: destinations}


def secret_of(plan: Plan, environment: Environment) -> str:
    """Return the secret values of a plan's destinations as one text."""
    found = {d.label: destination_body(d, environment) for d in plan.destinations}
    secrets = {label: body.get("secret_parameters") for label, body in found.items()}
    return json.dumps(secrets, sort_keys=True) if any(secrets.values()) else ""


def _plans(response: requests.Response) -> list[dict[str, Any]]:
    """Return plans, the oldest first; raises ValueError for another body."""
    found = _decode_plans(response)
    if not all(isinstance(plan.get("id"), str) for plan in found):
        raise ValueError
    return sorted(found, key=lambda plan: (len(plan["id"]), plan["id"]))


def _plan_changes(
    plan: Plan,
    body: dict[str, Any],
    environment: Environment,
    found: Sequence[dict[str, Any]],
    sent: Sent | None,
) -> Iterator[Change]:
    secret = secret_of(plan, environment)
    if not found:
        yield Change(plan.name, "create", body=body, secret=secret)
        return
    first, *others = found
    differs = _differences(body, first) | _destination_differences(plan, body, first)
    if secret and not _has_secret(sent, first["id"], secret):
        differs["secrets"] = "other values, or not known to be the same"
    if differs:
        yield Change(plan.name, "update", first["id"], differs, body, secret)
    yield from (Change(plan.name, "duplicate", other["id"]) for other in others)


def _has_secret(sent: Sent | None, plan_id: str, secret: str) -> bool:
    """Return whether the plan was last sent with these secrets, and Looker has confirmed it."""
    if sent is None or sent.pending_run is not None or sent.destination_id != plan_id:
        return False
    return is_fingerprint_of(sent.digest, secret)


def _differences(body: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ, without destinations."""
    differs = {}
    for name, value in body.items():
        is_same = _normalized(name, value) == _normalized(name, actual.get(name))
        if name not in {"name", DESTINATIONS} and not is_same:
            differs[name] = {"looker": actual.get(name), "file": value}
    return differs


def _normalized(name: str, value: Any) -> Any:
    if name in FLAGS:
        return bool(value)
    if name == "filters_string":
        return sorted(parse_qsl((value or "").removeprefix("?"), keep_blank_values=True))
    return None if value in (None, "") else str(value)


def _destination_differences(
    plan: Plan, body: Mapping[str, Any], actual: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the destinations that differ: their names, and no value that may be secret."""
    remaining = list(actual.get(DESTINATIONS) or [])
    shown = []
    for destination, expected in zip(plan.destinations, body[DESTINATIONS], strict=True):
        match = next((other for other in remaining if _key(other) == _key(expected)), None)
        if match is None:
            shown.append(f"add {destination.label}")
            continue
        remaining.remove(match)
        if changed := list(_changed(expected, match)):
            shown.append(f"change {destination.label}: {', '.join(changed)}")
    shown += [f"remove {_shown(other)}" for other in remaining]
    return {"destinations": shown} if shown else {}


def _key(destination: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(destination.get(name) for name in ("type", "address", "format"))


def _changed(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of what differs between two destinations of one address."""
    for name in ("apply_formatting", "apply_vis"):
        if name in expected and bool(expected[name]) != bool(actual.get(name)):
            yield name
    if (expected.get("message") or "") != (actual.get("message") or ""):
        yield "message"
    if _object(expected.get("parameters")) != _object(actual.get("parameters")):
        yield "parameters"


def _object(text: str | None) -> Any:
    try:
        return json.loads(text or "{}")
    except ValueError:
        return text


def _shown(destination: Mapping[str, Any]) -> str:
    """Return a destination of Looker without what may be secret in its address."""
    kind, address = str(destination.get("type")), str(destination.get("address"))
    if kind != "email":
        try:
            address = urlsplit(address).hostname or "(address)"
        except ValueError:
            address = "(address)"
    return f"{kind} {address}"
