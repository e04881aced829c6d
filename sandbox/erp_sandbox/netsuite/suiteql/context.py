"""The context of one translation."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from erp_sandbox.netsuite.catalog import Account
    from erp_sandbox.netsuite.suiteql.shape import Shaped


@dataclass(frozen=True)
class Reading:
    """One table that a query reads.

    Attributes:
        count: DuckDB query of the number of rows in the bounds.
        limit: Rows after which the reading ends; None for all.
    """

    count: str
    limit: int | None


@dataclass
class Context:
    """The session of one translation, and the list parameters that it creates.

    Attributes:
        account: Tables, role and preferences.
        now: The session's clock, naive UTC.
        shaped: The literals that the parsed shape points to.
        seed: Shuffles rows whose order the query leaves open.
        parameters: DuckDB parameters: IN lists, by name.
        readings: What the statement reads of stored tables; None where nobody asks.
    """

    account: Account
    now: datetime
    shaped: Shaped
    seed: int = 0
    parameters: dict[str, list[str]] = field(default_factory=dict)
    readings: list[Reading] | None = None
    _serial: Iterator[int] = field(default_factory=count)

    @property
    def zone(self) -> str:
        """The session time zone."""
        return self.account.preferences.time_zone

    def unique(self) -> str:
        """Return a prefix that no other source or list of this statement has."""
        return f"q{next(self._serial)}"
