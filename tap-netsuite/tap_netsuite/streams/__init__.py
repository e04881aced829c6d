"""The streams, as data: one `Table` each, by business family."""

from __future__ import annotations

from singer_erp.errors import ConfigError

from tap_netsuite.streams.addresses import ADDRESSES
from tap_netsuite.streams.custom import PREFIX, custom_record
from tap_netsuite.streams.entities import ENTITIES
from tap_netsuite.streams.history import HISTORY
from tap_netsuite.streams.ledger import LEDGER
from tap_netsuite.streams.table import Table
from tap_netsuite.streams.transactions import TRANSACTION_GROUP, TRANSACTION_STATUSES

TABLES: tuple[Table, ...] = (
    *ENTITIES,
    *ADDRESSES,
    *LEDGER,
    *TRANSACTION_GROUP,
    TRANSACTION_STATUSES,
    *HISTORY,
)

__all__ = ["TABLES", "TRANSACTION_GROUP", "Table", "table_of"]


def table_of(stream: str) -> Table:
    """Return the table behind a stream of a catalog.

    Raises:
        ConfigError: The tap has no such stream.
    """
    if stream.startswith(PREFIX):
        return custom_record(stream)
    for table in TABLES:
        if table.name == stream:
            return table
    raise ConfigError(
        f"The catalog has a stream '{stream}' that tap-netsuite does not know",
        "Write a new catalog with --discover",
    )
