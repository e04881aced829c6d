"""OData 4: generic inquiries and data access classes, ordered by key by default."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.acumatica.call import answer
from erp_sandbox.acumatica.errors import ApiError
from erp_sandbox.acumatica.filters import Value, condition
from erp_sandbox.acumatica.odata_inquiries import INQUIRIES
from erp_sandbox.acumatica.odata_metadata import metadata
from erp_sandbox.acumatica.odata_sets import data_classes, deleted, plain
from erp_sandbox.acumatica.query import number
from erp_sandbox.acumatica.query_grammar import Custom, Path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from erp_sandbox.acumatica.odata_sets import Column, EntitySet, Item
    from erp_sandbox.acumatica.quirks import Quirks
    from erp_sandbox.acumatica.store import Tenant

_DELETED = "px.GetDeletedRecords()"
_WITH_PARAMETERS = "_WithParameters"
_GI_OPTIONS = {"$filter", "$select", "$orderby", "$top", "$skip", "$format"}


class ODataError(Exception):
    """An error of the OData interfaces."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def response(self) -> Response:
        """Return the HTTP response."""
        return answer({"error": {"code": "", "message": str(self)}}, self.status)


class OData:
    """The OData interfaces of the site.

    Args:
        quirks: Hidden and archived records, and which deletions are tracked.
    """

    def __init__(self, quirks: Quirks) -> None:
        self._quirks = quirks

    def respond(
        self,
        tenant: Tenant,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        url: str,
    ) -> Response:
        """Return the response to a GET.

        Args:
            tenant: The tenant.
            path: `dac/...` or `gi/...`.
            query: The query parameters.
            headers: The request headers.
            url: The URL of the interfaces, for `@odata.context`.

        Raises:
            ODataError: If it fails.
        """
        kind, _, rest = path.partition("/")
        if kind not in {"gi", "dac"}:
            raise ODataError(404, f"There is no interface '{kind}'.")
        try:
            if kind == "gi":
                return self._inquiry(tenant, rest, query, url)
            return self._data_class(tenant, rest, query, headers, url)
        except ApiError as error:
            text = f"The query specified in the URI is not valid. {error}"
            return ODataError(400, text).response()

    def _inquiry(self, tenant: Tenant, rest: str, query: Mapping[str, str], url: str) -> Response:
        if rest == "$metadata":
            return metadata({title: one.set for title, one in INQUIRIES.items() if one.exposed})
        title, given = _call(rest)
        found = INQUIRIES.get(title.removesuffix(_WITH_PARAMETERS))
        if found is None:
            raise ODataError(404, f"The inquiry '{title}' was not found.")
        if not found.exposed:
            raise ODataError(403, f"The inquiry '{title}' is not exposed through OData.")
        if extra := {name for name in query if name.startswith("$")} - _GI_OPTIONS:
            raise ODataError(400, f"Query option '{min(extra)}' is not allowed.")
        shown = found.set
        named = " ".join((query.get("$filter", ""), query.get("$orderby", "")))
        if any(re.search(rf"\b{re.escape(name)}\b", named) for name in found.formulas):
            return Response(status_code=200)  # as seen: no body instead of an error
        rows = self._quirks.visible(tenant.rows(found.entity), archived=False)
        if found.parameters:
            rows = [
                row
                for row in rows
                if given
                and all(
                    _is(row.values[path], given.get(name))
                    for name, path in found.parameters.items()
                )
            ]
        return _page(shown, list(shown.items(rows)), query, f"{url}/gi/$metadata#{title}")

    def _data_class(
        self,
        tenant: Tenant,
        rest: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        url: str,
    ) -> Response:
        sets = data_classes(tenant)
        if rest == "$metadata":
            return metadata(sets)
        name, _, function = rest.partition("/")
        set_name, key = _call(name)
        found = sets.get(set_name)
        if found is None:
            raise ODataError(404, f"The resource '{set_name}' was not found.")
        if function == _DELETED:
            return self._deleted_records(tenant, found, query, f"{url}/dac/$metadata#{name}")
        if function:
            raise ODataError(404, f"The segment '{function}' was not found.")
        if expand := query.get("$expand", "").strip():
            # The classes have no navigation properties here.
            text = f"Could not find a property named '{expand}' on type '{set_name}'."
            raise ODataError(400, f"The query specified in the URI is not valid. {text}")
        show = {name for name in ("archive", "deleted") if _shows(headers, name)}
        rows = self._quirks.visible(tenant.rows(found.entity), archived="archive" in show)
        if "deleted" in show:
            rows += deleted(tenant, found)
        items = list(found.items(rows))
        if key:
            return _one(found, items, key, query)
        return _page(found, items, query, f"{url}/dac/$metadata#{name}")

    def _deleted_records(
        self, tenant: Tenant, found: EntitySet, query: Mapping[str, str], context: str
    ) -> Response:
        tracked = self._quirks.tracked
        names = tracked.keys() & {found.name, found.name.rpartition(".")[2], "*"}
        if not names:
            raise ODataError(400, f"Deleted records of {found.name} are not tracked.")
        since = min(tracked[name] for name in names)
        gone = [one for one in tenant.deletions if one.entity == found.entity and one.at >= since]
        text = query.get("$filter", "")
        if text:

            def resolve(path: Path | Custom) -> Value:
                if path == Path(("DeleteDate",)):
                    return Value("Edm.DateTimeOffset", lambda one: one.at)
                if path == Path(("RefNoteID",)):
                    return Value("Edm.Guid", lambda one: one.row.id)
                raise ODataError(400, "Could not find a property with that name.")

            holds = condition(text, resolve, 4)
            gone = [one for one in gone if holds(one)]
        gone.sort(key=lambda one: (one.at, one.row.id))
        skip, top = number(query, "$skip", 0) or 0, number(query, "$top", None)
        page = gone[skip:] if top is None else gone[skip : skip + top]
        shown = [{"RefNoteID": one.row.id, "DeleteDate": plain(one.at)} for one in page]
        return answer({"@odata.context": context, "value": shown})


def _page(found: EntitySet, items: list[Item], query: Mapping[str, str], context: str) -> Response:
    columns = found.columns
    if text := query.get("$filter", ""):
        holds = condition(text, lambda path: _resolved(columns, path), 4)
        items = [item for item in items if holds(item)]
    for name, descending in reversed(_order(found, query.get("$orderby", ""))):
        read = _column(columns, name).read
        items.sort(key=lambda item: _sortable(read(item)), reverse=descending)
    skip, top = number(query, "$skip", 0) or 0, number(query, "$top", None)
    page = items[skip:] if top is None else items[skip : skip + top]
    names = _selected(columns, query)
    shown = [{name: plain(columns[name].read(item)) for name in names} for item in page]
    return answer({"@odata.context": context, "value": shown})


def _is(value: Any, argument: str | None) -> bool:
    """Return whether an argument of a parameter, as written, is a value.

    Raises:
        ODataError: It is of another type.
    """
    if argument is None:
        return False
    is_text = argument.startswith("'")
    if is_text == isinstance(value, date):
        raise ODataError(400, f"The argument {argument} has another type than its parameter.")
    return _text(argument) == str(value)


def _one(
    found: EntitySet, items: Iterable[Item], key: Mapping[str, str], query: Mapping[str, str]
) -> Response:
    for item in items:
        if all(str(_column(found.columns, k).read(item)) == _text(v) for k, v in key.items()):
            names = _selected(found.columns, query)
            return answer({name: plain(found.columns[name].read(item)) for name in names})
    raise ODataError(404, "The record was not found.")


def _selected(columns: Mapping[str, Column], query: Mapping[str, str]) -> list[str]:
    names = [name.strip() for name in query.get("$select", "").split(",") if name.strip()]
    for name in names:
        _column(columns, name)
    return names or list(columns)


def _order(found: EntitySet, text: str) -> list[tuple[str, bool]]:
    terms = [term.split() for term in text.split(",") if term.strip()]
    named = [(term[0], term[1:] == ["desc"]) for term in terms]
    return [*named, *((key, False) for key in found.keys if key not in {n for n, _ in named})]


def _resolved(columns: Mapping[str, Column], path: Path | Custom) -> Value:
    if isinstance(path, Custom) or len(path.names) != 1:
        raise ODataError(400, "The path is not supported.")
    column = _column(columns, path.names[0])
    return Value(column.kind, column.read)


def _column(columns: Mapping[str, Column], name: str) -> Column:
    if name not in columns:
        raise ODataError(400, f"Could not find a property named '{name}'.")
    return columns[name]


def _sortable(value: Any) -> tuple[bool, Any]:
    if isinstance(value, str):
        return True, value.casefold()
    return (False, 0) if value is None else (True, value)


def _call(text: str) -> tuple[str, dict[str, str]]:
    """Return the name and the named arguments of `Name(A='x',B=1)`."""
    found = re.fullmatch(r"([^()]+)(?:\((.*)\))?", text)
    if found is None:
        raise ODataError(404, f"The resource '{text}' was not found.")
    pairs = re.findall(r"(\w+)\s*=\s*('(?:[^']|'')*'|[^,]+)", found[2] or "")
    return found[1], dict(pairs)


def _text(argument: str) -> str:
    return argument[1:-1].replace("''", "'") if argument.startswith("'") else argument


def _shows(headers: Mapping[str, str], what: str) -> bool:
    return headers.get(f"px-api{what}", "").upper() == "SHOW"
