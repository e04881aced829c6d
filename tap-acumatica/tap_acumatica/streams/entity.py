"""What an entity is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

FOLLOWED = "LastModifiedDateTime"
"""The field by which changes are found, where the entity of this endpoint version has it."""


@dataclass(frozen=True)
class Details:
    """An array of detail lines of an entity, and the child stream that it becomes.

    Attributes:
        name: Name of the array.
        stream: Name of its stream.
        key: Field that names a line within its record; empty where only its position does.
        custom: Fields outside the contract that are read where the instance has them.
    """

    name: str
    stream: str
    key: str = ""
    custom: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """What a line is called: `line` of `bill_lines`."""
        return self.stream.rpartition("_")[2].removesuffix("s").removesuffix("e" * self._is_es)

    @property
    def _is_es(self) -> bool:
        return self.stream.endswith(("ches", "xes"))


@dataclass(frozen=True)
class Entity:
    """One entity of the contract, its stream and its child streams.

    Attributes:
        name: In URLs.
        stream: Name of its stream.
        keys: Fields that identify a record, in the order of the URL. Swagger does not say them.
        details: Its arrays of lines that become streams.
        linked: Its linked objects that become columns; those within them by path.
        custom: Fields outside the contract that are read where the instance has them.
        dac: Data access class of its records, whose deletions the instance may track.
        is_followed: Whether changes are found by the field `FOLLOWED`; a few small tables are
            read in full, because a change of their lines may not move it.
        is_optional: Whether an endpoint may lack it, its lines or linked objects; what the settings
            name must be there.
    """

    name: str
    stream: str
    keys: tuple[str, ...]
    details: tuple[Details, ...] = ()
    linked: tuple[str, ...] = field(default=(), repr=False)
    custom: tuple[str, ...] = ()
    dac: str = ""
    is_followed: bool = True
    is_optional: bool = True


@dataclass(frozen=True)
class Inquiry:
    """One inquiry: an entity that is read with PUT and returns rows for its parameters.

    Attributes:
        name: In URLs.
        stream: Name of its stream.
        keys: Columns that identify a row.
        results: Name of the array of rows.
        by_period: Parameters that take each financial period; empty if it is read once.
        parameters: Parameters with fixed values.
    """

    name: str
    stream: str
    keys: tuple[str, ...]
    results: str = "Results"
    by_period: tuple[str, ...] = ()
    parameters: tuple[tuple[str, object], ...] = ()
