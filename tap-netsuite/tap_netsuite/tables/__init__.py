"""The streams, as data: one `Table` each, by business family."""

from __future__ import annotations

from singer_erp.errors import ConfigError

from tap_netsuite.tables.addresses import ADDRESSES
from tap_netsuite.tables.custom import PREFIX, custom_record
from tap_netsuite.tables.entities import ENTITIES
from tap_netsuite.tables.history import HISTORY
from tap_netsuite.tables.ledger import LEDGER
from tap_netsuite.tables.table import Table
from tap_netsuite.tables.transactions import TRANSACTION_SETS, TRANSACTION_STATUSES

TABLES: tuple[Table, ...] = (
    *ENTITIES,
    *ADDRESSES,
    *LEDGER,
    *TRANSACTION_SETS,
    TRANSACTION_STATUSES,
    *HISTORY,
)

__all__ = ["TABLES", "TRANSACTION_SETS", "Table", "table_of"]


def table_of(stream: str) -> Table:
    """The table behind a stream of a catalog.

    Raises:
        ConfigError: The tap has no such stream.
    """
    if stream.startswith(PREFIX):
        return custom_record(stream)
    for table in TABLES:
        if table.stream == stream:
            return table
    raise ConfigError(
        f"The catalog has a stream '{stream}' that tap-netsuite does not know",
        "Make the catalog anew with --discover",
    )
