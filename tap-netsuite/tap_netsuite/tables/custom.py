"""Custom records: tables an account made for itself."""

from __future__ import annotations

from tap_netsuite.tables.table import Table, columns

PREFIX = "customrecord"

_COLUMNS = columns(
    id="id recordid owner parent",
    text="name scriptid externalid",
    boolean="isinactive",
    datetime="created lastmodified",
)


def custom_record(name: str) -> Table:
    """The table and stream of a custom record type; its stamp has a name of its own."""
    return Table(
        stream=name,
        table=name,
        key=("id",),
        stamp="lastmodified",
        columns=_COLUMNS,
        custom=("custrecord", "cseg"),
        record_type=name,
    )
