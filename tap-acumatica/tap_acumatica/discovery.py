"""What an instance has: the entities of its endpoint, and their fields in this tenant."""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.errors import NO_SETUP
from singer_erp.errors import ConfigError, ErpError, StreamError
from singer_erp.http.bodies import at, json_object

from tap_acumatica.columns import FieldColumn, kind_of_value, snake_case
from tap_acumatica.errors import of_stream, unknown_shape
from tap_acumatica.schema import (
    CUSTOM,
    TENANT,
    inquiry_columns,
    line_columns,
    line_keys,
    record_columns,
    record_keys,
    schema_of,
)
from tap_acumatica.streams.entity import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.acumatica.contract import Contract, Shape
    from singer_erp.acumatica.site import Site

    from tap_acumatica.streams import Details, Entity, Inquiry

Json = dict[str, Any]
log = logging.getLogger(__name__)

_ADVICE = "Try later; to do without the stream, take the right to its form from the user's role"
_FORBIDDEN = 403
# Fields that users and customizations add.
_ADDED = ("Usr", "Attribute")


@dataclass(frozen=True)
class StreamDescription:
    """A stream as discovery describes it.

    Attributes:
        name: Its name.
        schema: JSON schema.
        primary_keys: Its key columns.
        is_followed: Whether its changes are found by their time.
    """

    name: str
    schema: Json
    primary_keys: tuple[str, ...]
    is_followed: bool = False


def leave_out(
    streams: Sequence[str], error: ErpError, rejected: list[StreamError], advice: str
) -> None:
    """Leave out streams that the instance does not describe.

    Where the user lacks the right, or the form is not set up, they are only logged. Other errors
    may not be there the next time: without the streams, a run or a catalog is not complete.

    Args:
        streams: Their names.
        error: The instance's error.
        rejected: Errors of streams; this one is added if it is to cost the exit code.
        advice: What to do then.

    Raises:
        ErpError: It is not of these streams only.
    """
    found = of_stream(error)
    if not isinstance(found, StreamError):
        raise found
    for stream in streams:
        log.warning("'%s' is left out: %s", stream, found)
    if error.status != _FORBIDDEN and error.code != NO_SETUP:
        names = ", ".join(f"'{stream}'" for stream in streams)
        reason = f"{names} could not be described: {found.reason}"
        rejected.append(found.because(reason, advice))


class Discovery:
    """Describes the streams of entities and inquiries.

    Args:
        site: The instance.
        contract: Its endpoint.
        custom_fields: The setting of that name.
        rejected: Errors of streams; those of entities that cannot be described are added.
    """

    def __init__(
        self,
        site: Site,
        contract: Contract,
        custom_fields: Sequence[str],
        rejected: list[StreamError],
    ) -> None:
        self._site = site
        self._contract = contract
        self._rejected = rejected
        self._custom_fields = set(custom_fields)
        self._unread = set(custom_fields)

    def entities(self, entities: Iterable[Entity]) -> Iterator[StreamDescription]:
        """Yield the streams of entities; log those that this endpoint or user does not have.

        Raises:
            ConfigError: The settings name what the endpoint does not have.
            StreamError: The fields of an entity have a shape that is not known.
        """
        for entity in entities:
            if entity.name not in self._contract.entities:
                if not entity.is_optional:
                    raise self._no_entity(entity.name)
                log.info("%s has no entity %s", self._site.endpoint, entity.name)
                continue
            try:
                custom = self._site.get(f"{entity.name}/$adHocSchema", json_object).body
            except ErpError as error:
                leave_out([entity.stream], error, self._rejected, _ADVICE)
                self._drop_fields(entity.name)
                continue
            try:
                described = list(self._streams(entity, custom))
            except (AttributeError, LookupError, TypeError):
                raise unknown_shape(f"the fields of {entity.name} ($adHocSchema)") from None
            yield from described
        if self._unread:
            raise ConfigError(
                f"{self._site.endpoint} has no field {min(self._unread)} (`custom_fields`)",
                "Write it as Entity/View.Field or Entity/Details/View.Field, of an entity that is "
                "read, as Entity/$adHocSchema of the endpoint has it",
            )

    def inquiries(self, inquiries: Iterable[Inquiry]) -> Iterator[StreamDescription]:
        """Yield the streams of inquiries."""
        for inquiry in inquiries:
            if inquiry.name not in self._contract.entities:
                continue
            rows = self._contract.shape(inquiry.name).details.get(inquiry.results)
            if rows is None:
                log.info("%s of %s has no %s", inquiry.name, self._site.endpoint, inquiry.results)
                continue
            keys = (TENANT, *inquiry.keys)
            columns = inquiry_columns(inquiry, self._scalars(rows, is_known=True))
            yield StreamDescription(inquiry.stream, schema_of(columns, keys), keys)

    def _drop_fields(self, entity: str) -> None:
        """Leave out the fields of an entity that is left out."""
        self._unread = {path for path in self._unread if not path.startswith(f"{entity}/")}

    def _no_entity(self, name: str) -> ConfigError:
        known = self._contract.entities
        close = difflib.get_close_matches(name, known, n=3) or sorted(known)
        return ConfigError(
            f"{self._site.endpoint} has no entity {name}",
            f"Correct `entities`: it has {', '.join(close)}",
        )

    def _check(self, entity: Entity, shape: Shape) -> None:
        """Check that an entity has its keys, and what the settings name of it.

        Raises:
            ConfigError: It has not.
        """
        wanted = [("keys", "key field", entity.keys, set(shape.scalars), shape.scalars)]
        if not entity.is_optional:
            lines = tuple(details.name for details in entity.details)
            linked = {path for path in entity.linked if self._is_linked(shape, path)}
            wanted += [
                ("details", "details", lines, set(shape.details), shape.details),
                ("linked", "linked object", entity.linked, linked, shape.linked),
            ]
        for setting, what, names, there, known in wanted:
            if missing := [name for name in names if name not in there]:
                raise ConfigError(
                    f"Entity {entity.name} has no {what} {', '.join(missing)}",
                    f"Correct its `{setting}` in `entities`: it has "
                    f"{', '.join(sorted(known)) or 'none'}",
                )

    def _is_linked(self, shape: Shape, path: str) -> bool:
        for name in path.split("/"):
            if name not in shape.linked:
                return False
            shape = self._contract.shape(shape.linked[name])
        return True

    def _streams(self, entity: Entity, custom: Json) -> Iterator[StreamDescription]:
        shape = self._contract.shape(entity.name)
        self._check(entity, shape)
        own = self._scalars(entity.name, is_known=entity.is_optional)
        linked = [
            FieldColumn(snake_case(name), "json", name)
            for name in entity.linked
            if name in shape.linked
        ]
        outside = self._custom(custom, entity.custom, entity.name, is_known=entity.is_optional)
        is_followed = entity.is_followed and FOLLOWED in shape.scalars
        columns, keys = record_columns(entity, [*own, *linked, *outside]), record_keys(entity)
        yield StreamDescription(entity.stream, schema_of(columns, keys), keys, is_followed)
        inherited = [c for name in (*entity.keys, FOLLOWED) for c in columns if c.path == name]
        for details in entity.details:
            if details.name not in shape.details:
                continue
            if details.key and details.key not in self._fields(shape.details[details.name]):
                log.warning(
                    "'%s' is left out: %s of %s have no %s in %s",
                    details.stream,
                    details.name,
                    entity.name,
                    details.key,
                    self._site.endpoint,
                )
                continue
            yield self._lines(entity, details, inherited, custom, shape, is_followed)

    def _lines(  # noqa: PLR0913, PLR0917  # what a stream of lines is made of
        self,
        entity: Entity,
        details: Details,
        inherited: Sequence[FieldColumn],
        custom: Json,
        shape: Shape,
        is_followed: bool,  # noqa: FBT001
    ) -> StreamDescription:
        example = at(custom, details.name, 0) or {}
        place, is_known = f"{entity.name}/{details.name}", entity.is_optional
        own = [
            *self._scalars(shape.details[details.name], is_known=is_known),
            *self._custom(example, details.custom, place, is_known=is_known),
        ]
        columns, keys = line_columns(details, inherited, own), line_keys(entity, details)
        return StreamDescription(details.stream, schema_of(columns, keys), keys, is_followed)

    def _fields(self, name: str) -> dict[str, str]:
        return self._contract.shape(name).scalars

    def _scalars(self, name: str, *, is_known: bool) -> list[FieldColumn]:
        return [
            FieldColumn(snake_case(field), kind_of_value(field, type_, is_known=is_known), field)
            for field, type_ in sorted(self._fields(name).items())
        ]

    def _custom(
        self, example: Json, wanted: Sequence[str], place: str, *, is_known: bool
    ) -> list[FieldColumn]:
        """Return the fields outside the contract that are read."""
        found = []
        for view, fields in sorted((example.get("custom") or {}).items()):
            for field, definition in sorted(fields.items()):
                path = f"{view}.{field}"
                listed = path in wanted or f"{place}/{path}" in self._custom_fields
                self._unread.discard(f"{place}/{path}")
                if not listed and not field.startswith(_ADDED):
                    continue
                type_ = definition["type"].removeprefix("Custom").removesuffix("Field")
                name = f"custom_{snake_case(view)}_{snake_case(field)}"
                kind = kind_of_value(field, type_, is_known=is_known)
                found.append(FieldColumn(name, kind, f"{CUSTOM}.{path}"))
        return found
