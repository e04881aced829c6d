"""What a filter expression means: terms that a value must or must not match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


class FilterError(ValueError):
    """A filter expression that does not parse."""


@dataclass(frozen=True)
class Equals:
    """The value is equal."""

    value: Decimal | str


@dataclass(frozen=True)
class Like:
    """The value matches a pattern of SQL's `LIKE` with `^` as escape character."""

    pattern: str


@dataclass(frozen=True)
class Between:
    """The value is between two bounds, of which either may be open (None)."""

    low: Decimal | datetime | None
    high: Decimal | datetime | None
    low_inclusive: bool = True
    high_inclusive: bool = False


@dataclass(frozen=True)
class IsNull:
    """The value is null."""


@dataclass(frozen=True)
class IsBlank:
    """The value is null or the empty string."""


@dataclass(frozen=True)
class Truth:
    """The value of a yes/no field."""

    value: bool


Term = Equals | Like | Between | IsNull | IsBlank | Truth


@dataclass(frozen=True)
class Condition:
    """A filter: any of `includes` (all values, if there are none) and none of `excludes`."""

    includes: tuple[Term, ...] = ()
    excludes: tuple[Term, ...] = ()
