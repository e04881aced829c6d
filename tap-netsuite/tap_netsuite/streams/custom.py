"""Custom records: tables that an account defines itself."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_netsuite.streams.table import Table

PREFIX = "customrecord"

_COLUMNS = columns_by_kind(
    id="id recordid owner parent",
    string="name scriptid externalid",
    boolean="isinactive",
    timestamp="created lastmodified",
)


def custom_record(name: str) -> Table:
    """Return the table of a custom record type; its replication key has a name of its own."""
    return Table(
        name=name,
        table=name,
        primary_keys=("id",),
        replication_key="lastmodified",
        columns=_COLUMNS,
        custom=("custrecord", "cseg"),
        record_type=name,
    )
