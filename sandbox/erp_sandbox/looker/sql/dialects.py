"""What differs between the SQL of the warehouses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Dialect(ABC):
    """The SQL of a warehouse, where it is not the same everywhere.

    Attributes:
        name: Its name in the API's `connections`.
    """

    name: str

    def quoted(self, name: str) -> str:
        """Return an identifier in quotes."""
        return '"' + name.replace('"', '""') + '"'

    def literal(self, value: str | Decimal | int) -> str:
        """Return a value as a literal."""
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return format(value, "f") if isinstance(value, Decimal) else str(value)

    def timestamp(self, moment: datetime) -> str:
        """Return a literal of a timestamp without time zone."""
        return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"

    def date(self, moment: datetime) -> str:
        """Return a literal of the day of a moment."""
        return f"DATE '{moment:%Y-%m-%d}'"

    def at_zone(self, expression: str, source: str, target: str) -> str:
        """Return a timestamp without time zone in another time zone."""
        if source == target:
            return expression
        return f"({expression} AT TIME ZONE '{source}' AT TIME ZONE '{target}')"

    @abstractmethod
    def formatted(self, expression: str, pattern: str) -> str:
        """Return a timestamp as text; the pattern is that of `strftime`."""

    @abstractmethod
    def distinct(self, function: str, key: str, value: str) -> str:
        """Return an aggregate over one value for each key, exactly as exact as the aggregate."""

    @abstractmethod
    def percentile(self, fraction: Decimal, value: str) -> str:
        """Return a continuous percentile."""

    @abstractmethod
    def distinct_percentile(self, fraction: Decimal, key: str, value: str) -> str:
        """Return a continuous percentile over one value for each key."""

    @abstractmethod
    def listed(self, value: str) -> str:
        """Return the distinct values as one text, in order."""

    @abstractmethod
    def difference(self, unit: str, start: str, end: str) -> str:
        """Return the complete units between two timestamps."""


class DuckDB(Dialect):
    """DuckDB."""

    name = "duckdb"

    def formatted(self, expression: str, pattern: str) -> str:
        """See `Dialect.formatted`."""
        return f"STRFTIME({expression}, '{pattern}')"

    def distinct(self, function: str, key: str, value: str) -> str:
        """See `Dialect.distinct`."""
        return f"LIST_AGGREGATE({self._values(key, value)}, '{function.lower()}')"

    def _values(self, key: str, value: str) -> str:
        pairs = f"LIST(DISTINCT STRUCT_PACK(k := {key}, v := {value}))"
        return f"LIST_TRANSFORM({pairs}, LAMBDA pair: pair.v)"

    def percentile(self, fraction: Decimal, value: str) -> str:
        """See `Dialect.percentile`."""
        return f"QUANTILE_CONT({value}, {fraction})"

    def distinct_percentile(self, fraction: Decimal, key: str, value: str) -> str:
        """See `Dialect.distinct_percentile`."""
        return f"LIST_AGGREGATE({self._values(key, value)}, 'quantile_cont', {fraction})"

    def listed(self, value: str) -> str:
        """See `Dialect.listed`."""
        text = f"CAST({value} AS VARCHAR)"
        return f"STRING_AGG(DISTINCT {text}, '|RECORD|' ORDER BY {text})"

    def difference(self, unit: str, start: str, end: str) -> str:
        """See `Dialect.difference`."""
        return f"DATE_SUB('{unit}', {start}, {end})"


class Postgres(Dialect):
    """PostgreSQL."""

    name = "postgres"

    _PATTERNS = {  # noqa: RUF012 - constant
        "%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "HH24", "%M": "MI", "%S": "SS",
        "%A": "FMDay", "%B": "FMMonth",
    }  # fmt: skip

    def formatted(self, expression: str, pattern: str) -> str:
        """See `Dialect.formatted`."""
        for code, own in self._PATTERNS.items():
            pattern = pattern.replace(code, own)
        return f"TO_CHAR({expression}, '{pattern}')"

    def distinct(self, function: str, key: str, value: str) -> str:
        """See `Dialect.distinct`."""
        return f"(SELECT {function}((pair->>1)::NUMERIC) FROM {self._pairs(key, value)})"

    def _pairs(self, key: str, value: str) -> str:
        pairs = f"JSONB_AGG(DISTINCT JSONB_BUILD_ARRAY({key}, {value}))"
        return f"JSONB_ARRAY_ELEMENTS({pairs}) AS pairs(pair)"

    def percentile(self, fraction: Decimal, value: str) -> str:
        """See `Dialect.percentile`."""
        return f"PERCENTILE_CONT({fraction}) WITHIN GROUP (ORDER BY {value})"

    def distinct_percentile(self, fraction: Decimal, key: str, value: str) -> str:
        """See `Dialect.distinct_percentile`."""
        percentile = self.percentile(fraction, "(pair->>1)::NUMERIC")
        return f"(SELECT {percentile} FROM {self._pairs(key, value)})"

    def listed(self, value: str) -> str:
        """See `Dialect.listed`."""
        return (
            f"STRING_AGG(DISTINCT CAST({value} AS TEXT), '|RECORD|' ORDER BY CAST({value} AS TEXT))"
        )

    def difference(self, unit: str, start: str, end: str) -> str:
        """See `Dialect.difference`."""
        if unit in {"month", "quarter", "year"}:
            months = {"month": 1, "quarter": 3, "year": 12}[unit]
            age = f"AGE({end}, {start})"
            return (
                f"TRUNC((EXTRACT(YEAR FROM {age}) * 12 + EXTRACT(MONTH FROM {age})) / {months})"
                "::BIGINT"
            )
        seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}[unit]
        return f"TRUNC(EXTRACT(EPOCH FROM ({end}) - ({start})) / {seconds})::BIGINT"


DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (DuckDB(), Postgres())}
