"""The operations of a kind of record: list, search, one, and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker import paging
from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import ApiError, Detail, invalid, not_found
from erp_sandbox.looker.view import View

if TYPE_CHECKING:
    from erp_sandbox.looker.content.resource import Resource
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.store import Row

_WORDS = {"true": True, "false": False}


class Records:
    """The operations of one kind of record.

    Args:
        instance: The instance.
        resource: The kind.
    """

    def __init__(self, instance: Instance, resource: Resource) -> None:
        self._instance = instance
        self.resource = resource

    def operations(self) -> list[Operation]:
        """Return the operations."""
        resource = self.resource
        one = f"{resource.path}/{{id}}"
        found: list[Operation] = []
        if resource.lists:
            found.append(Operation("GET", resource.path, self._list, resource.needs))
        if resource.search:
            found.append(Operation("GET", f"{resource.path}/search", self._search, resource.needs))
        if resource.shows:
            found.append(Operation("GET", one, self._show, resource.needs))
        if resource.writable:
            write = resource.may_write
            found += [
                Operation("POST", resource.path, self._create, write, writes=True),
                Operation("PATCH", one, self._update, write, writes=True),
                Operation("DELETE", one, self._delete, write, writes=True),
            ]
        return found

    def view(self, call: Call) -> View:
        """Return the instance as a caller sees it."""
        instance = self._instance
        return View(instance.store, instance.catalog, call.user, call.host)

    def get(self, call: Call) -> Row:
        """Return the record of a path.

        Raises:
            ApiError: 404, also for a record that the user does not see.
        """
        row = self._instance.store.get(self.resource.kind, call.path["id"])
        if not self.resource.visible(self.view(call), row):
            raise not_found()
        return row

    def shown(self, call: Call, row: Row) -> dict[str, Any]:
        """Return a record as the API shows it."""
        return self.resource.shape(self.view(call), row)

    def _own(self, call: Call) -> Row:
        """Return the record of a path, to change it.

        Raises:
            ApiError: 405, for what LookML defines.
        """
        row = self.get(call)
        if self._instance.store.is_lookml(self.resource.kind, row):
            raise ApiError(405)
        return row

    def _visible(self, call: Call, *, lookml: bool = False) -> list[Row]:
        view, store, resource = self.view(call), self._instance.store, self.resource
        rows = store.every(resource.kind) if lookml else store.all(resource.kind)
        return [row for row in rows if resource.visible(view, row)]

    def _list(self, call: Call) -> list[dict[str, Any]]:
        resource, view = self.resource, self.view(call)
        rows = self._visible(call, lookml=resource.lists_lookml)
        rows = [row for row in rows if not row.get("deleted")]
        if (ids := call.names("ids")) is not None:
            rows = [row for row in rows if row["id"] in ids]
        rows = paging.ordered(call, rows, self._instance.limits)
        if resource.paged:
            rows = paging.page(call, rows, self._instance.limits)
        shape = resource.listed or resource.shape
        return [shape(view, row) for row in rows]

    def _search(self, call: Call) -> list[dict[str, Any]]:
        resource, view, limits = self.resource, self.view(call), self._instance.limits
        rows = self._visible(call)
        if resource.soft:
            deleted = call.flag("deleted", default=False)
            rows = [row for row in rows if bool(row.get("deleted")) is deleted]
        rows = [row for row in rows if matches(call, row, resource.search)]
        rows = paging.page(call, paging.ordered(call, rows, limits), limits, limits.search_limit)
        shape = resource.searched or resource.shape
        return [shape(view, row) for row in rows]

    def _show(self, call: Call) -> dict[str, Any]:
        return self.shown(call, self.get(call))

    def _create(self, call: Call) -> dict[str, Any]:
        resource, store, body = self.resource, self._instance.store, call.object()
        missing = [name for name in resource.required if body.get(name) in {None, ""}]
        if missing:
            details = tuple(Detail(n, "This field is required.", "missing_field") for n in missing)
            raise ApiError(422, details=details)
        given = {name: body[name] for name in resource.writable if name in body}
        row = {**resource.writable, **given}
        if resource.owned:
            row["user_id"] = given.get("user_id") or call.user.id
        row = store.add(resource.kind, resource.created(self.view(call), row))
        return self.shown(call, row)

    def _update(self, call: Call) -> dict[str, Any]:
        row, store, body = self._own(call), self._instance.store, call.object()
        given = {name: body[name] for name in self.resource.writable if name in body}
        if "deleted" in given and not self.resource.soft:
            raise invalid("deleted", "This property cannot be changed.")
        if given.get("deleted") and not row["deleted"]:
            given |= {"deleted_at": store.now(), "deleter_id": call.user.id}
        elif given.get("deleted") is False:
            given |= {"deleted_at": None, "deleter_id": None}
        if "updated_at" in row:
            given |= {"updated_at": store.now(), "last_updater_id": call.user.id}
        row.update(given)
        return self.shown(call, row)

    def _delete(self, call: Call) -> None:
        self._instance.store.remove(self.resource.kind, [self._own(call)["id"]])


def matches(call: Call, row: Row, parameters: tuple[str, ...]) -> bool:
    """Return whether a record has the values of a search; with `filter_or` one of them."""
    tests = [_is(row.get(name), call.query[name]) for name in parameters if name in call.query]
    return not tests or (any if call.flag("filter_or") else all)(tests)


def _is(value: Any, wanted: str) -> bool:
    """Return whether a value is the wanted one: `%` stands for any text, case does not count."""
    if wanted in {"NULL", "null"}:
        return value is None
    if isinstance(value, bool):
        return value is _WORDS.get(wanted.lower())
    text, pattern = str(value or "").casefold(), wanted.casefold()
    if "%" not in pattern:
        return text == pattern or text in pattern.split(",")
    return _like(text, pattern.split("%"))


def _like(text: str, parts: list[str]) -> bool:
    if not text.startswith(parts[0]) or not text.endswith(parts[-1]):
        return False
    position = len(parts[0])
    for part in parts[1:-1]:
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return position + len(parts[-1]) <= len(text)
