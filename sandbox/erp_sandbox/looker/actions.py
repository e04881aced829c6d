"""Changes of the content as the instance's users make them, and of the sample warehouse."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.content import making
from erp_sandbox.looker.sample.actions import ACTIONS as LOADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.store import Row

    Touched = dict[str, list[str]]

_SOFT = ("looks", "dashboards")
_PARTS = ("dashboard_elements", "dashboard_filters", "dashboard_layouts")


def random(instance: Instance, steps: int = 10, seed: int = 0) -> Touched:
    """Make random changes of the content: new, changed and deleted records."""
    random, touched = Random(f"{seed}:changes"), dict[str, list[str]]()
    for _ in range(steps):
        for kind, keys in random.choice(_CHANGES)(instance, random).items():
            touched.setdefault(kind, []).extend(keys)
    return touched


def populate(instance: Instance, kind: str, count: int) -> Touched:
    """Add records: `looks`, `dashboards`, `users`, `groups`, `folders` or `scheduled_plans`.

    Raises:
        ValueError: For another kind.
    """
    if kind not in _MAKERS:
        raise ValueError(f"`kind` is {kind!r}; use one of {', '.join(_MAKERS)}.")
    random = Random(f"{instance.store.count(kind)}:populate")
    rows = [_MAKERS[kind](instance, random) for _ in range(count)]
    return {kind: [row["id"] for row in rows]}


def delete(instance: Instance, kind: str, id: str) -> Touched:  # noqa: A002 - the API's name
    """Delete a record for good."""
    row = instance.store.get(kind, id)
    _remove(instance, kind, row)
    return {kind: [row["id"]]}


def trash(instance: Instance, kind: str, id: str) -> Touched:  # noqa: A002 - the API's name
    """Delete a Look or a dashboard so that it can be restored."""
    row = instance.store.get(kind, id)
    _trash(instance, row)
    return {kind: [row["id"]]}


def set_connection(instance: Instance, name: str, **properties: Any) -> Touched:
    """Change properties of a connection, such as `pdt_api_control_enabled`."""
    instance.store.get("connections", name).update(properties)
    return {"connections": [name]}


def _create(instance: Instance, random: Random) -> Touched:
    kind = random.choice(list(_MAKERS))
    return {kind: [_MAKERS[kind](instance, random)["id"]]}


def _rename(instance: Instance, random: Random) -> Touched:
    kind = random.choice(_SOFT)
    row = _any(instance, random, kind)
    if row is None:
        return {}
    row["title"] = f"{row['title']} {random.randint(2, 99)}"
    row["updated_at"] = instance.store.now()
    return {kind: [row["id"]]}


def _soft_delete(instance: Instance, random: Random) -> Touched:
    kind = random.choice(_SOFT)
    row = _any(instance, random, kind)
    if row is None:
        return {}
    if row["deleted"]:
        row |= {"deleted": False, "deleted_at": None, "deleter_id": None}
    else:
        _trash(instance, row)
    return {kind: [row["id"]]}


def _delete(instance: Instance, random: Random) -> Touched:
    kind = random.choice((*_SOFT, "groups"))
    row = _any(instance, random, kind)
    if row is None or instance.store.count(kind) <= len(_MAKERS):
        return {}
    _remove(instance, kind, row)
    return {kind: [row["id"]]}


def _disable(instance: Instance, random: Random) -> Touched:
    row = _any(instance, random, "users")
    if row is None or row["id"] in {"1", instance.api_user()["id"]}:
        return {}
    row["is_disabled"] = not row["is_disabled"]
    return {"users": [row["id"]]}


def _edit_tiles(instance: Instance, random: Random) -> Touched:
    """Add a tile to a dashboard, or remove one."""
    board = _any(instance, random, "dashboards")
    if board is None:
        return {}
    tiles = [e for e in instance.store.all(_PARTS[0]) if e["dashboard_id"] == board["id"]]
    if tiles and random.random() < 0.5:  # noqa: PLR2004 - half of them
        instance.store.remove(_PARTS[0], [random.choice(tiles)["id"]])
    else:
        making.element(instance.store, instance.catalog, random, board)
    board["updated_at"] = instance.store.now()
    return {"dashboards": [board["id"]]}


def _any(instance: Instance, random: Random, kind: str) -> Row | None:
    rows = instance.store.all(kind)
    return random.choice(rows) if rows else None


def _trash(instance: Instance, row: Row) -> None:
    now = instance.store.now()
    row |= {"deleted": True, "deleted_at": now, "deleter_id": "1", "updated_at": now}


def _remove(instance: Instance, kind: str, row: Row) -> None:
    store, key = instance.store, row["id"]
    store.remove(kind, [key])
    if kind == "groups":
        for user in store.all("users"):
            user["group_ids"] = [group for group in user["group_ids"] if group != key]
    if kind == "looks":
        _detach(instance, "look_id", key)
    if kind == "dashboards":
        for part in _PARTS:
            store.remove(part, [p["id"] for p in store.all(part) if p["dashboard_id"] == key])
        _detach(instance, "dashboard_id", key)


def _detach(instance: Instance, name: str, key: str) -> None:
    """Remove the tiles and board items of a record that is deleted."""
    for kind in ("dashboard_elements", "board_items"):
        store = instance.store
        store.remove(kind, [row["id"] for row in store.all(kind) if row[name] == key])


def _user(instance: Instance, random: Random) -> Row:
    number = str(instance.store.count("users") + 1)
    return making.user(instance.store, random, "User", number, roles=["4"])


def _group(instance: Instance, _: Random) -> Row:
    name = f"Group {instance.store.count('groups') + 1}"
    return instance.store.add("groups", {"name": name, "parent_ids": []})


def _folder(instance: Instance, _: Random) -> Row:
    folder = {
        "name": f"Folder {instance.store.count('folders') + 1}",
        "parent_id": "1",
        "creator_id": "1",
        "created_at": instance.store.now(),
        "is_personal": False,
    }
    return instance.store.add("folders", folder)


def _look(instance: Instance, random: Random) -> Row:
    return making.look(instance.store, instance.catalog, random)


def _dashboard(instance: Instance, random: Random) -> Row:
    return making.dashboard(instance.store, instance.catalog, random)


def _plan(instance: Instance, random: Random) -> Row:
    return making.plan(instance.store, random)


_MAKERS: dict[str, Callable[[Instance, Random], Row]] = {
    "looks": _look,
    "dashboards": _dashboard,
    "users": _user,
    "groups": _group,
    "folders": _folder,
    "scheduled_plans": _plan,
}
_CHANGES = (_create, _create, _rename, _rename, _soft_delete, _delete, _disable, _edit_tiles)
ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "random": random,
    "populate": populate,
    "delete": delete,
    "trash": trash,
    **LOADS,
    "set_connection": set_connection,
}
"""The changes by name."""
