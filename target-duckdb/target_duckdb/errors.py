"""Errors of loading, each with what failed, why, and what to do.

Messages are logged: they quote no record contents beyond the record's key.
"""

from __future__ import annotations

from singer_erp.errors import ErpError


class TargetError(ErpError):
    """A failure that ends the run."""


class DatabaseError(TargetError):
    """The database file cannot be opened or written."""


class DataRefusedError(DatabaseError):
    """DuckDB refused a value."""


class SchemaError(TargetError):
    """A schema, key or name of a stream from which no table can be made."""


class ValueRefusedError(TargetError):
    """A value that does not fit its column; loading it would change it."""


class CountMismatchError(TargetError):
    """A batch with a wrong row count; it was rolled back."""
