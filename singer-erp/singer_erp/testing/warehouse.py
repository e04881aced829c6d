"""A warehouse in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.testing.output import Output

Key = tuple[Any, ...]
Row = dict[str, Any]


@dataclass
class Warehouse:
    """Tables as a careful loader keeps them: upserted by key, older versions deleted.

    The state is the last one of the output that was loaded, as a loader confirms it.

    Attributes:
        tables: Rows by primary key, by stream; every row has every column of the schema.
        keys: Primary key columns by stream.
        columns: Columns by stream.
        versions: Version by primary key, by stream; None where the record carried none.
        state: What the next run starts from.
    """

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    versions: dict[str, dict[Key, int | None]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def load(self, output: Output) -> None:
        """Load the messages of a run.

        Raises:
            AssertionError: A record comes before its schema, has a column that the schema lacks,
                or no value in a key column.
        """
        for message in output.messages:
            match message["type"]:
                case "SCHEMA":
                    self.announce(message)
                case "RECORD":
                    self.upsert(message["stream"], message["record"], message.get("version"))
                case "ACTIVATE_VERSION":
                    self._activate(message["stream"], message["version"])
                case "STATE":
                    self.state = message["value"]

    def announce(self, message: Mapping[str, Any]) -> None:
        """Create a table, or add the columns of a new schema to it."""
        stream = message["stream"]
        self.keys[stream] = tuple(message["key_properties"])
        self.columns[stream] = frozenset(message["schema"]["properties"])
        self.versions.setdefault(stream, {})
        rows = self.tables.setdefault(stream, {})
        for key, row in rows.items():
            rows[key] = {column: row.get(column) for column in self.columns[stream] | row.keys()}

    def upsert(self, stream: str, record: Mapping[str, Any], version: int | None = None) -> None:
        """Insert a record, or replace the one with the same key."""
        if stream not in self.columns:
            raise AssertionError(f"a record of {stream} came before its schema")
        if unknown := record.keys() - self.columns[stream]:
            raise AssertionError(f"columns of {stream} are not in its schema: {sorted(unknown)}")
        key = tuple(record.get(column) for column in self.keys[stream])
        if None in key:
            raise AssertionError(f"a record of {stream} has no complete key: {key}")
        self.tables[stream][key] = dict.fromkeys(self.columns[stream]) | dict(record)
        self.versions[stream][key] = version

    def live(self, stream: str) -> dict[Key, Row]:
        """Return the rows that exist at the source; override it where rows carry a mark."""
        return self.tables.get(stream, {})

    def _activate(self, stream: str, version: int) -> None:
        kept = {k for k, found in self.versions[stream].items() if found == version}
        self.tables[stream] = {k: row for k, row in self.tables[stream].items() if k in kept}
        self.versions[stream] = dict.fromkeys(kept, version)
