"""The streams that the tap knows: those of its tables, and those of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError

from tap_acumatica.schema import TENANT, line_keys, record_keys, snake_case
from tap_acumatica.streams import ENTITIES, INQUIRIES, Details, Entity, Inquiry

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Catalog:
    """The streams that the tap knows.

    Attributes:
        entities: Its entities.
        inquiries: Its inquiries.
    """

    entities: tuple[Entity, ...]
    inquiries: tuple[Inquiry, ...]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Catalog:
        """Return the streams of the tables and the settings.

        Raises:
            ConfigError: Two have the same name.
        """
        found = cls((*ENTITIES, *map(_entity, config.get("entities") or ())), INQUIRIES)
        names = [stream for entity in found.entities for stream in streams_of(entity)]
        names += [inquiry.stream for inquiry in found.inquiries]
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(
                    f"Two streams are named '{name}'",
                    "Set another `stream` in `entities`",
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
        raise ConfigError(
            f"The catalog has a stream '{stream}' that tap-acumatica does not know",
            "Write a new catalog with --discover, or add it to `entities`",
        )

    def is_default(self, stream: str) -> bool:
        """Return whether a stream is read without a catalog."""
        inquiry = self.inquiry_of(stream)
        return inquiry is None or not inquiry.by_period


def streams_of(entity: Entity) -> list[str]:
    """Return the names of an entity's streams, its own first."""
    return [entity.stream, *(details.stream for details in entity.details)]


def _entity(given: Mapping[str, Any]) -> Entity:
    stream = given.get("stream") or snake_case(given["entity"])
    return Entity(
        given["entity"],
        stream,
        tuple(given["keys"]),
        tuple(Details(n, f"{stream}_{snake_case(n)}") for n in given.get("details") or ()),
        linked=tuple(given.get("linked") or ()),
        dac=given.get("dac") or "",
    )
