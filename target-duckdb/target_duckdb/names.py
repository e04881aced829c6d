"""Names: which table a stream goes to, and how identifiers are written in SQL."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from target_duckdb.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_SCHEMA = "main"
_PARTS_WITH_SCHEMA = (2, 3)


def quote(identifier: str) -> str:
    """Return the identifier quoted for DuckDB: reserved words and any character are safe."""
    return '"' + identifier.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class TableName:
    """A table in a schema of the opened database."""

    schema: str
    table: str

    @property
    def sql(self) -> str:
        """The quoted, qualified name."""
        return f"{quote(self.schema)}.{quote(self.table)}"

    @property
    def folded(self) -> tuple[str, str]:
        """What DuckDB compares: identifiers differ only beyond letter case."""
        return self.schema.lower(), self.table.lower()

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"


def table_for_stream(stream: str, default_target_schema: str | None) -> TableName:
    """Return where the stream is loaded, splitting `schema-table` names as the SDK does.

    The table is what follows the last `-`. The schema is `default_target_schema` when that is
    set, else the part before the table in names of two or three parts, else `main`.
    """
    parts = stream.split("-")
    table = parts[-1]
    in_name = parts[-2] if len(parts) in _PARTS_WITH_SCHEMA else None
    schema = default_target_schema or in_name or DEFAULT_SCHEMA
    if not table:
        raise SchemaError(
            f"Stream '{stream}' gives an empty table name (the part after the last '-'). Rename "
            "it with a stream map: `stream_maps: {<stream>: {__alias__: <name>}}`.",
        )
    return TableName(schema, table)


def check_column_names(stream: str, names: Iterable[str]) -> None:
    """Refuse names that DuckDB cannot hold side by side (it ignores letter case)."""
    by_folded: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_folded[name.lower()].append(name)
    if "" in by_folded:
        raise SchemaError(
            f"Stream '{stream}' has a property with an empty name, which cannot be a column. "
            "Deselect it in the tap's catalog or rename it with a stream map.",
        )
    clashes = [" and ".join(map(repr, same)) for same in by_folded.values() if len(same) > 1]
    if clashes:
        raise SchemaError(
            f"Stream '{stream}' has properties that differ only in letter case, which DuckDB "
            f"treats as one column: {'; '.join(clashes)}. Deselect one in the tap's catalog or "
            "rename it with a stream map.",
        )
