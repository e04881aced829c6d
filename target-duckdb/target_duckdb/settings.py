"""The target's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_sdk import typing as th

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BATCH_ROWS = 100_000
DEFAULT_BATCH_BYTES = 64_000_000
DEFAULT_DECIMAL_SCALE = 9
DEFAULT_THREADS = 1
DEFAULT_MEMORY_LIMIT = "150MB"
MAX_DECIMAL_SCALE = 37
LOAD_METHODS = ["upsert", "append-only", "overwrite"]

SETTINGS = th.PropertiesList(
    th.Property(
        "filepath",
        th.StringType,
        required=True,
        title="Database file",
        description="Path of the DuckDB database file. The file and missing directories are "
        "created. One process at a time may write to it.",
    ),
    th.Property(
        "default_target_schema",
        th.StringType,
        title="Default target schema",
        description="Schema for all tables. Without it a stream named `schema-table` goes to that "
        "schema, and any other to `main`.",
    ),
    th.Property(
        "load_method",
        th.StringType,
        default=LOAD_METHODS[0],
        allowed_values=LOAD_METHODS,
        title="Load method",
        description="`upsert` replaces rows with the same key and appends to streams without a "
        "key. `append-only` keeps every record as a row of its own. `overwrite` replaces the "
        "whole table with what this run received, once the input has ended.",
    ),
    th.Property(
        "hard_delete",
        th.BooleanType,
        default=False,
        title="Hard delete",
        description="Remove rows whose record carries `_sdc_deleted_at`, and rows of older "
        "versions after ACTIVATE_VERSION. Otherwise they stay, with `_sdc_deleted_at` set.",
    ),
    th.Property(
        "add_record_metadata",
        th.BooleanType,
        default=False,
        title="Add record metadata",
        description="Add the columns `_sdc_extracted_at`, `_sdc_received_at`, `_sdc_batched_at`, "
        "`_sdc_deleted_at`, `_sdc_sequence`, `_sdc_table_version` and `_sdc_sync_started_at`.",
    ),
    th.Property(
        "process_activate_version_messages",
        th.BooleanType,
        default=True,
        title="Process ACTIVATE_VERSION messages",
        description="Whether rows of older versions are removed or marked when a full table has "
        "been read completely.",
    ),
    th.Property(
        "trust_early_activate_version",
        th.BooleanType,
        default=False,
        title="Trust early ACTIVATE_VERSION",
        description="Set this for taps that send ACTIVATE_VERSION only before the rows. Older "
        "versions are then removed if a STATE followed the last row, although a tap that failed "
        "at that point looks the same.",
    ),
    th.Property(
        "decimal_scale",
        th.IntegerType(minimum=0, maximum=MAX_DECIMAL_SCALE),
        default=DEFAULT_DECIMAL_SCALE,
        title="Decimal scale",
        description="Digits after the point of `number` columns, which are DECIMAL(38, this). A "
        "value with more is refused, never rounded.",
    ),
    th.Property(
        "batch_size_rows",
        th.IntegerType(minimum=1),
        default=DEFAULT_BATCH_ROWS,
        title="Batch size in rows",
        description="Rows of one stream after which everything received so far is committed.",
    ),
    th.Property(
        "batch_size_bytes",
        th.IntegerType(minimum=1),
        default=DEFAULT_BATCH_BYTES,
        title="Batch size in bytes",
        description="Bytes of input after which everything received so far is committed. Bounds "
        "memory.",
    ),
    th.Property(
        "validate_records",
        th.BooleanType,
        default=False,
        title="Validate records",
        description="Check every record against its full JSON schema (required fields, patterns, "
        "ranges). Slow. Types, keys and exactness are always enforced.",
    ),
    th.Property(
        "threads",
        th.IntegerType(minimum=1),
        default=DEFAULT_THREADS,
        title="Threads",
        description="Threads DuckDB may use. One is fastest unless tables have many millions of "
        "rows: a batch is one unit of its work. Records are decoded on all cores in any case.",
    ),
    th.Property(
        "memory_limit",
        th.StringType,
        default=DEFAULT_MEMORY_LIMIT,
        title="Memory limit",
        description="Memory DuckDB may use; what exceeds it is spilled to `temp_directory`. The "
        "process takes about 270 MB more.",
    ),
    th.Property(
        "temp_directory",
        th.StringType,
        title="Temporary directory",
        description="Where DuckDB spills what exceeds the memory limit. Default: the directory of "
        "the database file.",
    ),
    th.Property(
        "private_files",
        th.BooleanType,
        default=False,
        title="Private files",
        description="Whether the database file, DuckDB's other files and missing directories are "
        "created for their owner only (0600 and 0700). Otherwise the umask decides, so that other "
        "users can be allowed to read the warehouse.",
    ),
    th.Property(
        "summary_path",
        th.StringType,
        title="Summary file",
        description="File to write at the end of a run: one line of JSON per stream with its "
        "table and the rows received, new, replaced, superseded, deleted and marked.",
    ),
    additional_properties=False,
)


@dataclass(frozen=True)
class LoadOptions:
    """How records become rows; the settings of these names."""

    load_method: str
    hard_delete: bool
    add_record_metadata: bool
    process_activate_version_messages: bool
    decimal_scale: int
    validate_records: bool

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> LoadOptions:
        """Return the options of a validated configuration."""
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})

    @property
    def overwrites(self) -> bool:
        """Whether tables are replaced at the end of the run."""
        return self.load_method == "overwrite"

    @property
    def appends(self) -> bool:
        """Whether rows never replace rows with the same key."""
        return self.load_method == "append-only"
