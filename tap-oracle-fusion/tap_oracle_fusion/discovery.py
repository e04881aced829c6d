"""What the pod describes: attributes of resources, their flexfields and their children."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError, StreamError
from singer_erp.http.bodies import at, json_object

from tap_oracle_fusion.errors import NOT_ACCEPTABLE, NOT_FOUND, of_stream
from tap_oracle_fusion.schema import (
    FLEX_CONTEXT,
    FieldColumn,
    StreamDescription,
    key_columns,
    schema_of,
    snake_case,
    stream_columns,
)
from tap_oracle_fusion.streams.resource import FOLLOWED
from tap_oracle_fusion.tables import is_flexfield

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.streams import Resource

Json = dict[str, Any]
log = logging.getLogger(__name__)

_OPENAPI = "application/vnd.oracle.openapi3+json"
# A pod refuses some of them (406).
_ACCEPTED = ("application/vnd.oracle.adf.description+json", "application/json", "*/*")
_KINDS = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_FORMATS = {"date": "date", "date-time": "timestamp"}
_TIMESTAMPS = ("CreationDate", "LastUpdateDate")


class Discovery:
    """Describes the streams of resources.

    Args:
        pod: The pod.
        hidden: Attributes that are not read.
    """

    def __init__(self, pod: Pod, hidden: Iterable[str] = ()) -> None:
        self._pod = pod
        self._hidden = frozenset(hidden)
        self._accept: tuple[str, ...] = _ACCEPTED

    def streams(self, resources: Iterable[Resource]) -> Iterator[StreamDescription]:
        """Yield the streams of resources; log those that the pod or the user does not have."""
        for resource in resources:
            description = self.describe(resource)
            if description is not None:
                yield from self._streams(resource, description)

    def describe(self, resource: Resource) -> _Description | None:
        """Return the description of a resource; None if the pod or the user does not have it.

        Raises:
            ErpError: The pod refuses more than this resource.
        """
        path = f"{resource.name}/describe"
        try:
            found = at(self._classic(path), "Resources", resource.name)
            formats = _formats(self._openapi(path))
        except ErpError as error:
            refused = of_stream(error)
            if not isinstance(refused, StreamError):
                raise
            level = logging.INFO if error.status == NOT_FOUND else logging.WARNING
            log.log(level, "'%s' is left out: %s", resource.stream, refused)
            return None
        return _Description(found or {}, formats, self._hidden)

    def _classic(self, path: str) -> Json:
        """Return a description in the classic form."""
        for accept in self._accept:
            try:
                body = self._pod.get(path, json_object, accept=accept).body
            except ErpError as error:
                if error.status != NOT_ACCEPTABLE or accept == self._accept[-1]:
                    raise
            else:
                self._accept = (accept, *(one for one in _ACCEPTED if one != accept))
                return body
        raise AssertionError  # the last one returns or raises

    def _openapi(self, path: str) -> Json:
        """Return the OpenAPI variant, which has formats; empty if there is none."""
        try:
            return self._pod.get(path, json_object, accept=_OPENAPI).body
        except ErpError as error:
            if error.status != NOT_ACCEPTABLE:
                raise
            return {}

    def _streams(self, top: Resource, description: _Description) -> Iterator[StreamDescription]:
        described: dict[tuple[Resource, ...], _Description] = {(top,): description}
        changed = description.followed if top.is_followed else None
        keys: dict[tuple[Resource, ...], list[FieldColumn]] = {(): []}
        for path in top.walk():
            *above, resource = path
            parent = described.get(tuple(above)) if above else None
            own = parent.child(resource.name) if parent else description
            if above and own is None:
                log.info("%s has no %s: '%s' is left out", top.name, resource.name, resource.stream)
                continue
            assert own is not None  # noqa: S101  # for the type checker
            described[path] = own
            missing = [name for name in resource.keys if name not in own.names]
            if missing:
                log.warning(
                    "'%s' is left out: %s has no key %s",
                    resource.stream,
                    resource.name,
                    ", ".join(missing),
                )
                del described[path]
                continue
            fields = [*own.columns(), *own.segments()]
            keys[path] = [*keys[tuple(above)], *_keys(resource, fields)]
            columns = stream_columns(path, keys[tuple(above)], changed, fields)
            primary = key_columns(path)
            yield StreamDescription(
                resource.stream, schema_of(columns, primary), primary, changed is not None
            )


class _Description:
    """The description of a resource or of a child resource.

    Args:
        found: What `describe` has of it.
        formats: Formats by attribute.
        hidden: Attributes that are not read.
    """

    def __init__(self, found: Json, formats: Mapping[str, str], hidden: frozenset[str]) -> None:
        self._children: Json = found.get("children") or {}
        self._formats = formats
        self._hidden = hidden
        self._attributes = [
            one
            for one in found.get("attributes") or ()
            if isinstance(one, dict) and one.get("name") not in hidden
        ]
        self.names = {one["name"] for one in self._attributes}

    def child(self, name: str) -> _Description | None:
        """Return the description of a child resource, if there is one."""
        found = self._children.get(name)
        return _Description(found, self._formats, self._hidden) if found else None

    def columns(self) -> list[FieldColumn]:
        """Return a column for each attribute."""
        return [
            FieldColumn(
                snake_case(one["name"]),
                self._kind(one),
                one["name"],
                one.get("queryable") is not False,
            )
            for one in self._attributes
        ]

    def segments(self) -> Iterator[FieldColumn]:
        """Yield a column for each flexfield segment; the flexfield is named where two have one."""
        taken: set[str] = set()
        for name in sorted(filter(is_flexfield, self._children)):
            child = self.child(name)
            for column in child.columns() if child else ():
                if column.path in self.names:
                    continue
                segment = "context" if column.path == FLEX_CONTEXT else column.name
                segment = segment.replace("flex_context", "context")
                named = f"{name[-3:].lower()}_{segment}"
                named = f"{named}_{snake_case(name)}" if named in taken else named
                taken.add(named)
                yield FieldColumn(named, column.kind, f"{name}.{column.path}", False)  # noqa: FBT003

    @property
    def followed(self) -> FieldColumn | None:
        """The column with the time of change, if requests can filter by it."""
        found = (c for c in self.columns() if c.path in FOLLOWED and c.is_queryable)
        return next(found, None)

    def _kind(self, attribute: Json) -> str:
        """Return the kind of a column; classic descriptions type dates as texts."""
        name, kind = attribute["name"], _KINDS.get(attribute.get("type", ""), "json")
        if kind != "string":
            return kind
        if not self._formats:
            is_date = name.endswith(("Date", "DateActive")) and not name.endswith(_TIMESTAMPS)
            is_time = name.casefold().endswith(tuple(n.casefold() for n in _TIMESTAMPS))
            return "timestamp" if is_time else "date" if is_date else kind
        return _FORMATS.get(self._formats.get(name, ""), kind)


def _keys(resource: Resource, fields: Sequence[FieldColumn]) -> list[FieldColumn]:
    if resource.link_key:
        return [FieldColumn(resource.link_key, "string", "link")]
    return [column for name in resource.keys for column in fields if column.path == name]


def _formats(document: Json) -> dict[str, str]:
    """Return the format of each attribute of an OpenAPI document.

    Attributes of the same name have the same format in all resources of a document; where they do
    not, the longer one is taken, which holds the values of both.
    """
    found: dict[str, str] = {}
    for schema in (at(document, "components", "schemas") or {}).values():
        for name, definition in (schema.get("properties") or {}).items():
            format_ = definition.get("format") or definition.get("type") or ""
            found[name] = max(found.get(name, ""), format_, key=len)
    return found
