"""Translated expressions: DuckDB text and meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from erp_sandbox.netsuite.catalog import Column, Kind

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Table

APPROXIMATE = -1
"""The scale of a number that is a binary float (POWER, SQRT and their kin)."""


class Family(Enum):
    """The meaning of a value in SuiteQL, which determines its DuckDB type."""

    NUMBER = auto()  # integer or DECIMAL; DOUBLE if its scale is APPROXIMATE
    TEXT = auto()  # VARCHAR
    BOOLEAN = auto()  # BOOLEAN, but compares and renders as the text T or F
    DAY = auto()  # DATE: a plain date column
    DATE = auto()  # TIMESTAMP: Oracle's DATE, a zoneless date with time
    TIMESTAMP = auto()  # TIMESTAMP: Oracle's zoneless timestamp
    DATETIME = auto()  # TIMESTAMP in UTC that is shown in a zone: a datetime column, "now"
    NULL = auto()


TEMPORAL = frozenset({Family.DAY, Family.DATE, Family.TIMESTAMP, Family.DATETIME})
TEXTUAL = frozenset({Family.TEXT, Family.BOOLEAN})

Constant = str | Decimal | datetime | None


class StoredSource(Protocol):
    """A stored table in a FROM clause, as an expression needs it.

    Attributes:
        table: The table.
        displays: DuckDB text of the display values already translated, by column.
    """

    table: Table
    displays: dict[str, str]

    def read(self, column: Column) -> Value:
        """Return the column's value, even of a column that the role cannot see."""


@dataclass(frozen=True)
class Value:
    """A translated expression.

    Attributes:
        sql: DuckDB text, safe to put anywhere an operand may stand.
        family: Its meaning.
        scale: Decimal places of a NUMBER, or APPROXIMATE.
        constant: The value, where it is known without reading rows.
        zone: IANA zone a DATETIME is shown in, when not the session's.
        column: The stored column the expression simply names, with its source.
        source: See `column`.
        whole: DuckDB text of an integer quotient's whole part.
    """

    sql: str
    family: Family
    scale: int = 0
    constant: Constant = None
    zone: str | None = None
    column: Column | None = None
    source: StoredSource | None = None
    whole: str | None = None

    def computed(self) -> Value:
        """Return the same value without its ties to a stored column or a known constant."""
        return replace(self, constant=None, column=None, source=None, whole=None)

    def under(self, sql: str) -> Value:
        """Return the same value where it is known by another name."""
        return replace(self.computed(), sql=sql)


NULL = Value("NULL", Family.NULL)

_FAMILIES = {
    Kind.ID: (Family.NUMBER, 0),
    Kind.INTEGER: (Family.NUMBER, 0),
    Kind.NUMBER: (Family.NUMBER, 8),
    Kind.AMOUNT: (Family.NUMBER, 2),
    Kind.KEY: (Family.TEXT, 0),
    Kind.IDS: (Family.TEXT, 0),
    Kind.TEXT: (Family.TEXT, 0),
    Kind.BOOLEAN: (Family.BOOLEAN, 0),
    Kind.DATE: (Family.DAY, 0),
    Kind.DATETIME: (Family.DATETIME, 0),
}


def stored(sql: str, column: Column, source: StoredSource) -> Value:
    """Return the value of a stored column that `sql` reads."""
    family, scale = _FAMILIES[column.kind]
    return Value(sql, family, scale, column=column, source=source)


def quote(text: str) -> str:
    """Return a DuckDB text literal."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Return a DuckDB quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> Value:
    """Return a text literal; Oracle treats an empty text as NULL."""
    return Value(quote(value), Family.TEXT, constant=value) if value else NULL


def number(literal: str) -> Value:
    """Return a number literal, exact whatever its notation."""
    exact = Decimal(literal)
    digits = f"{exact:f}"
    scale = len(digits.partition(".")[2])
    return Value(f"({digits})" if exact < 0 else digits, Family.NUMBER, scale, constant=exact)


def moment(at: datetime, family: Family, zone: str | None = None) -> Value:
    """Return a date or timestamp constant: `at` is naive, in UTC for a DATETIME."""
    return Value(f"TIMESTAMP '{at.isoformat(' ')}'", family, constant=at, zone=zone)
