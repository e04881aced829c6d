"""Webhook events of NetSuite: names of records that changed.

An account sends them by event subscriptions or user event scripts, in a body that its administrator
composes and that carries no signature: a JSON object, or a list of them, with the record's type and
id (unconfirmed). An event is a hint and never data.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from singer_erp.http.bodies import text_at
from singer_erp.messages.json import decode_json
from singer_erp.timestamps import utc_now
from singer_erp.webhooks.receiver import WebhookSource

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.webhooks.checks import Check
    from singer_erp.webhooks.inbox import Inbox

    from tap_netsuite.streams import Table

SOURCE = "netsuite"
# Names in lower case, without separators.
_TYPES = ("recordtype", "type")
_IDS = ("recordid", "internalid", "id")
# Tables that show records of other types as well, which have ids of one space.
_ALSO_IN = {"entity": {"customer", "vendor", "contact", "employee", "job"}}
_TRANSACTION = "transaction"


def source(checks: Sequence[Check]) -> WebhookSource:
    """Return NetSuite as a sender of webhooks.

    Args:
        checks: Those that settings ask for, a shared secret among them.
    """
    # Two changes of a record may have the same body.
    return WebhookSource(SOURCE, checks, _received_at, may_repeat=True)


def names(body: bytes) -> Iterator[tuple[str, int]]:
    """Yield type, in lower case without separators, and id of the records that a body names.

    Raises:
        ValueError: It is not JSON, or names none.
    """
    given = decode_json(body)
    for event in given if isinstance(given, list) else [given]:
        if not isinstance(event, dict):
            raise ValueError("not an event")  # noqa: TRY004  # as for invalid JSON
        found = {_plain(name): value for name, value in event.items()}
        record_type = _plain(next(filter(None, (text_at(found, name) for name in _TYPES)), ""))
        record_id = next(filter(None, (text_at(found, name) for name in _IDS)), "")
        if not record_type or not (record_id.isascii() and record_id.isdecimal()):
            raise ValueError("an event without record type and id")
        yield record_type, int(record_id)


class NamedRecords:
    """The records that the events of an inbox name.

    Args:
        inbox: The inbox.
        tables: SuiteQL tables that are read.

    Attributes:
        last: Number of the newest event when the run started.
    """

    def __init__(self, inbox: Inbox, tables: Iterable[str]) -> None:
        self.last = inbox.last(SOURCE)
        self._inbox = inbox
        self._tables = {_plain(table): table for table in tables}

    def ids(self, table: Table, after: int) -> list[int]:
        """Return the ids in a table that events after a number name, ascending.

        An inbox whose numbers are below it is another one: all of it counts.
        """
        start = after if after <= self.last else 0
        return sorted(
            {
                record_id
                for number, record_type, record_id in self._records
                if number > start and table.table in self._tables_of(record_type)
            }
        )

    @cached_property
    def _records(self) -> list[tuple[int, str, int]]:
        """Number, record type and id of all events; kept for the run."""
        return [
            (event.number, *name)
            for event in self._inbox.between(SOURCE, 0, self.last)
            for name in names(event.body)
        ]

    def _tables_of(self, record_type: str) -> set[str]:
        """Return the tables with records of a type; types without a table are transactions'."""
        found = {table for table, types in _ALSO_IN.items() if record_type in types}
        if record_type in self._tables:
            return found | {self._tables[record_type]}
        if record_type.endswith("item"):  # inventoryitem, serviceitem, ...
            return {"item"}
        return found or {_TRANSACTION}


def _received_at(body: bytes) -> dt.datetime:
    """Return now, as events carry no time; raise ValueError unless the body is an event."""
    if not list(names(body)):
        raise ValueError("no event")
    return utc_now()


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").lower()
