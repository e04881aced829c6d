"""The streams that the tap knows: those of its tables, and those of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.plugin.nested import parse

from tap_acumatica.columns import snake_case
from tap_acumatica.definitions import EntityDefinition
from tap_acumatica.odata import DELETION_KEYS, DELETIONS, Source, sources
from tap_acumatica.schema import TENANT, always_written, line_keys, record_keys
from tap_acumatica.streams import ENTITIES, INQUIRIES, Details, Entity, Inquiry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Catalog:
    """The streams that the tap knows.

    Attributes:
        entities: Its entities.
        inquiries: Its inquiries.
        sources: Generic inquiries and tables that the settings name.
        tracked: Entities whose deletions the instance tracks.
    """

    entities: tuple[Entity, ...]
    inquiries: tuple[Inquiry, ...]
    sources: tuple[Source, ...] = ()
    tracked: tuple[Entity, ...] = ()

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Catalog:
        """Return the streams of the tables and the settings.

        Raises:
            ConfigError: Two have the same name, or an entity is not known or named twice.
        """
        given = parse(config.get("entities") or [], list[EntityDefinition], "entities")
        entities = (*ENTITIES, *map(_entity, given))
        tracked = _tracked(entities, config.get("tracked_deletions") or ())
        found = cls(entities, INQUIRIES, sources(config), tracked)
        names = [stream for entity in found.entities for stream in streams_of(entity)]
        names += [inquiry.stream for inquiry in found.inquiries]
        names += [DELETIONS, *(source.stream for source in found.sources)]
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(
                    f"Two streams are named '{name}'",
                    "Set another `stream` in `entities`, `generic_inquiries` or `dacs`",
                )
        return found

    def entity_of(self, stream: str) -> tuple[Entity, Details | None] | None:
        """Return the entity of a stream, and its lines if it is a child stream."""
        for entity in self.entities:
            if entity.stream == stream:
                return entity, None
            for details in entity.details:
                if details.stream == stream:
                    return entity, details
        return None

    def inquiry_of(self, stream: str) -> Inquiry | None:
        """Return the inquiry of a stream."""
        return next((one for one in self.inquiries if one.stream == stream), None)

    def source_of(self, stream: str) -> Source | None:
        """Return the generic inquiry or table of a stream."""
        return next((one for one in self.sources if one.stream == stream), None)

    def primary_keys(self, stream: str) -> tuple[str, ...]:
        """Return the key columns of a stream.

        Raises:
            ConfigError: The tap does not know it.
        """
        if found := self.entity_of(stream):
            entity, details = found
            return line_keys(entity, details) if details else record_keys(entity)
        if inquiry := self.inquiry_of(stream):
            return (TENANT, *inquiry.keys)
        if source := self.source_of(stream):
            return source.primary_keys
        if stream == DELETIONS:
            return DELETION_KEYS
        raise ConfigError(
            f"The catalog has a stream '{stream}' that tap-acumatica does not know",
            "Write a new catalog with --discover, or add it to `entities`",
        )

    def always_written(self, stream: str) -> tuple[str, ...]:
        """Return the columns of a stream that cannot be deselected."""
        found = self.entity_of(stream)
        return always_written(*found) if found else ()

    def is_default(self, stream: str) -> bool:
        """Return whether a stream is read without a catalog."""
        inquiry = self.inquiry_of(stream)
        return inquiry is None or not inquiry.by_period


def streams_of(entity: Entity) -> list[str]:
    """Return the names of an entity's streams, its own first."""
    return [entity.stream, *(details.stream for details in entity.details)]


def _tracked(entities: Sequence[Entity], names: Sequence[str]) -> tuple[Entity, ...]:
    """Return the entities whose deletions are tracked.

    Raises:
        ConfigError: One is not known, or its table is not, or it is named twice.
    """
    # Of two entries for one entity, the first is read.
    by_name = {entity.name: entity for entity in reversed(entities) if entity.dac}
    for position, name in enumerate(names):
        if name not in by_name:
            raise ConfigError(
                f"`tracked_deletions` names {name!r}, whose table is not known",
                f"It takes {', '.join(sorted(by_name))}",
            )
        if name in names[:position]:
            raise ConfigError(f"`tracked_deletions` names {name!r} twice", "Remove one of them")
    return tuple(by_name[name] for name in names)


def _entity(given: EntityDefinition) -> Entity:
    stream = given.stream or snake_case(given.entity)
    return Entity(
        given.entity,
        stream,
        tuple(given.keys),
        tuple(Details(n, f"{stream}_{snake_case(n)}") for n in given.details or ()),
        linked=tuple(dict.fromkeys(_with_outer(given.linked or ()))),
        dac=given.dac or "",
        is_optional=False,
    )


def _with_outer(paths: Sequence[str]) -> Iterator[str]:
    """Yield paths of linked objects, each after the objects that it is within."""
    for path in paths:
        names = path.split("/")
        yield from ("/".join(names[:number]) for number in range(1, len(names) + 1))
