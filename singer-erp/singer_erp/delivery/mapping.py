"""Mappings: which object, key and fields a stream is written to."""

from __future__ import annotations

from dataclasses import asdict as asdict_of
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, UnsetType
from msgspec import field as setting
from msgspec.structs import asdict

from singer_erp.delivery.expressions import check_expression
from singer_erp.delivery.records import digest
from singer_erp.errors import ConfigError
from singer_erp.messages.json import encode_json
from singer_erp.plugin.nested import Settings, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class LookupSettings(Settings, frozen=True):
    """A reference in `mappings`.

    Attributes:
        external_id: External id field of the object referred to.
        key: Expression for the external id; null clears the reference.
        object: The object referred to; the mapping's own object by default.
    """

    external_id: str
    key: str
    object: str | UnsetType = UNSET


class MappingSettings(Settings, frozen=True):
    """A stream in `mappings`; unset keys keep the value of the built-in mapping.

    Attributes:
        object: The destination's object.
        external_id: Field that holds the key.
        key: Expression for the key.
        fields: Expression by field; null removes the field from the built-in mapping.
        lookups: Reference by field; null removes it from the built-in mapping.
        where: Expression; records for which it is false are skipped.
        required: Keys that a complete mapping has.
    """

    required: ClassVar[tuple[str, ...]] = ("object", "external_id", "key")
    object: str | UnsetType = UNSET
    external_id: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    fields: dict[str, str | None] = setting(default_factory=dict)
    lookups: dict[str, LookupSettings | None] = setting(default_factory=dict)
    where: str | UnsetType | None = UNSET


class DocumentSettings(MappingSettings, frozen=True):
    """A stream in `mappings` of a destination with documents.

    Attributes:
        keys: Fields that identify a record at the destination; its own keys by default.
        lines: Expression by field of a line, by the document's field for lines. The records of
            one `key` are the lines of one document; null removes a field or all lines.
        rows: Expression for the number of records that a document has.
    """

    required: ClassVar[tuple[str, ...]] = ("object", "key")
    keys: list[str] | UnsetType = UNSET
    lines: dict[str, dict[str, str | None] | None] = setting(default_factory=dict)
    rows: str | UnsetType | None = UNSET


@dataclass(frozen=True)
class Lookup:
    """A reference to another record by its external id.

    Attributes:
        object: The object referred to.
        external_id: Its external id field.
        key: Expression for the external id; null clears the reference.
    """

    object: str
    external_id: str
    key: str


@dataclass(frozen=True)
class StreamMapping:
    """The complete mapping of one stream.

    Attributes:
        stream: Name of the stream, after the SDK's stream maps.
        object: The destination's object.
        external_id: Field that holds the key; empty where the destination has keys of its own.
        key: Expression for the key.
        fields: Expression by field.
        lookups: Reference by field.
        where: Expression; records for which it is false are skipped.
        keys: Fields that identify a record at the destination; empty for its own keys.
        lines: Expression by field of a line, by the document's field for lines.
        rows: Expression for the number of records that a document has.
    """

    stream: str
    object: str
    external_id: str
    key: str
    fields: dict[str, str]
    lookups: dict[str, Lookup] = field(default_factory=dict)
    where: str | None = None
    keys: tuple[str, ...] = ()
    lines: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: str | None = None

    @classmethod
    def of(cls, stream: str, settings: MappingSettings) -> StreamMapping:
        """Complete the settings of a stream.

        Raises:
            ConfigError: A key is missing, or an expression is not valid.
        """
        _check(f"mappings.{stream}", settings)
        missing = [f"`{name}`" for name in settings.required if not getattr(settings, name)]
        if missing:
            raise ConfigError(
                f"Missing key{'s' * (len(missing) > 1)} {', '.join(missing)} in "
                f"`mappings.{stream}`",
                "A mapping takes the object, its external id field and the expression of the key"
                if "external_id" in settings.required
                else "A mapping takes the object and the expression of the key",
            )
        obj = str(settings.object)
        documents = settings if isinstance(settings, DocumentSettings) else DocumentSettings()
        return cls(
            stream=stream,
            object=obj,
            external_id=settings.external_id or "",
            key=str(settings.key),
            fields={name: text for name, text in settings.fields.items() if text is not None},
            lookups={
                name: Lookup(lookup.object or obj, lookup.external_id, lookup.key)
                for name, lookup in settings.lookups.items()
                if lookup is not None
            },
            where=settings.where or None,
            keys=tuple(documents.keys or ()),
            lines=_lines(documents),
            rows=documents.rows or None,
        )

    @cached_property
    def digest(self) -> str:
        """Digest of the mapping: after a change, every record is sent again."""
        lookups = {n: [u.object, u.external_id, u.key] for n, u in self.lookups.items()}
        covered = [self.object, self.external_id, self.key, self.fields, lookups, self.where]
        return digest(covered + [self.keys, self.lines] * bool(self.keys or self.lines))

    @property
    def text(self) -> str:
        """JSON of what the digest covers, for the audit log."""
        covered = {name: value for name, value in asdict_of(self).items() if name != "stream"}
        return encode_json(covered).decode()


def read_mappings(
    built_in: Mapping[str, MappingSettings],
    value: Any,
    type_: type[MappingSettings] = MappingSettings,
) -> dict[str, StreamMapping]:
    """Parse the setting `mappings` and merge it into the built-in mappings.

    Fields and lookups are merged one by one; null removes a stream, a field or a lookup.

    Args:
        built_in: Built-in mapping by stream.
        value: The setting.
        type_: What a mapping of the destination takes.

    Raises:
        ConfigError: A key is unknown, missing or of the wrong type, an expression is not valid, or
            null removes nothing.
    """
    merged = dict(built_in)
    # mypy takes no variables in types.
    streams: dict[str, MappingSettings | None] = parse(value, dict[str, type_ | None], "mappings")  # type: ignore[valid-type]
    for stream, own in streams.items():
        if own is None:
            _check_removed("mappings", [stream], merged)
            del merged[stream]
        else:
            base = merged.get(stream, type_())
            for name in ("fields", "lookups"):
                removed = [key for key, value in getattr(own, name).items() if value is None]
                _check_removed(f"mappings.{stream}.{name}", removed, getattr(base, name))
            merged[stream] = _merge(base, own)
    return {stream: StreamMapping.of(stream, settings) for stream, settings in merged.items()}


def _check_removed(path: str, removed: Iterable[str], built_in: Iterable[str]) -> None:
    """Check that null removes something: a wrong name would leave what it should remove."""
    known = sorted(built_in)
    for name in removed:
        if name not in known:
            raise ConfigError(
                f"`{path}.{name}` is null, and the built-in mapping has no such name to remove",
                f"Built-in are: {', '.join(known) or 'none'}",
            )


def _check(path: str, settings: MappingSettings) -> None:
    """Check the texts that types do not: expressions, and texts that must not be empty."""
    expressions = {f"fields.{name}": text for name, text in settings.fields.items()}
    for name, lookup in settings.lookups.items():
        if lookup is None:
            continue
        for key in ("external_id", "key"):
            if not getattr(lookup, key):
                raise ConfigError(
                    f"Missing key `{key}` in `{path}.lookups.{name}`",
                    "A lookup takes the external id field and the expression of the reference",
                )
        expressions[f"lookups.{name}.key"] = lookup.key
    expressions |= {"key": settings.key or None, "where": settings.where or None}
    if isinstance(settings, DocumentSettings):
        for detail, fields in settings.lines.items():
            named = {f"lines.{detail}.{name}": text for name, text in (fields or {}).items()}
            expressions |= named
        expressions["rows"] = settings.rows or None
    for name, expression in expressions.items():
        if expression is not None:
            check_expression(f"{path}.{name}", expression)


def _merge(base: MappingSettings, own: MappingSettings) -> MappingSettings:
    changed = {name: value for name, value in asdict(own).items() if value is not UNSET}
    merged: dict[str, Any] = {
        "fields": base.fields | own.fields,
        "lookups": base.lookups | own.lookups,
    }
    if isinstance(base, DocumentSettings) and isinstance(own, DocumentSettings):
        details = base.lines | own.lines
        merged["lines"] = {
            detail: fields and (base.lines.get(detail) or {}) | fields
            for detail, fields in details.items()
        }
    return type(own)(**asdict(base) | changed | merged)


def _lines(settings: DocumentSettings) -> dict[str, dict[str, str]]:
    """Return the expressions of lines without those that are null."""
    return {
        detail: {name: text for name, text in fields.items() if text is not None}
        for detail, fields in settings.lines.items()
        if fields
    }


def delivery_order(mappings: Iterable[StreamMapping]) -> list[tuple[str, int]]:
    """Return objects and stages in delivery order: parents first, self-references last.

    Raises:
        ConfigError: The lookups form a cycle.
    """
    graph: dict[str, set[str]] = {}
    for mapping in mappings:
        parents = {lookup.object for lookup in mapping.lookups.values()} - {mapping.object}
        graph.setdefault(mapping.object, set()).update(parents)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = " -> ".join(error.args[1])
        raise ConfigError(
            f"The lookups in `mappings` form a cycle: {cycle}",
            "Remove one of the lookups; a second stream can set it in a mapping of its own",
        ) from None
    return [(name, stage) for name in order if name in graph for stage in (0, 1)]
