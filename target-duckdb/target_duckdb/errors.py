"""What can go wrong while loading, worded for the person who runs the pipeline.

No message carries record contents beyond the key of the record and, for numbers and dates, the
refused value itself: these texts end up in logs.
"""

from __future__ import annotations

from singer_erp.errors import ErpError


class TargetError(ErpError):
    """The run cannot go on; the text says what happened, why, and what to do."""


class DatabaseError(TargetError):
    """The database file cannot be opened or written."""


class SchemaError(TargetError):
    """A stream's schema, key or names cannot become a table."""


class ValueRefusedError(TargetError):
    """A record's value does not fit its column; loading it would have changed it."""


class CountMismatchError(TargetError):
    """A batch did not end with the rows it should have; it was rolled back."""
