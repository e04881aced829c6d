"""The destination behind a connection."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from target_salesforce.bulk import BulkChannel
from target_salesforce.collections import CollectionsChannel
from target_salesforce.describe import Descriptions
from target_salesforce.destination import SalesforceDestination

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_salesforce.connection import Connection


def destination(
    config: Mapping[str, Any],
    connection: Connection,
    sleep: Callable[[float], None] = time.sleep,
) -> SalesforceDestination:
    """The org behind a connection, with its two channels."""
    return SalesforceDestination(
        connection.org.org_id,
        Descriptions(connection),
        CollectionsChannel(
            connection,
            concurrency=config["max_concurrency"],
            allow_duplicates=config["allow_duplicates"],
            sleep=sleep,
        ),
        BulkChannel(connection, allow_duplicates=config["allow_duplicates"], sleep=sleep),
        bulk_threshold=config["bulk_threshold"],
    )
