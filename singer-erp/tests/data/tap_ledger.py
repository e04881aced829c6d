"""A tap for tests: ledger entries from its settings, page by page."""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial

import msgspec
from singer_erp.errors import VendorError
from singer_erp.messages.records import RecordType
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.page import Checkpoint, Page
from singer_sdk import typing as th

EXTRACTED_AT = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "class": {"type": ["string", "null"]},
        "amount": {"type": ["number", "null"]},
        "posted_on": {"type": ["string", "null"], "format": "date"},
        "modified_at": {"type": ["string", "null"], "format": "date-time"},
        "is_open": {"type": ["boolean", "null"]},
    },
}


class EntriesStream(ErpStream):
    """Entries of the ledger."""

    STATE_MSG_FREQUENCY = 1


class TapLedger(ErpTap):
    """Singer tap for a ledger."""

    name = "tap-ledger"
    config_jsonschema = forbid_unknown(
        th.PropertiesList(
            th.Property("pages", th.ArrayType(th.StringType), default=[]),
            th.Property("full_refresh", th.BooleanType, default=False),
            th.Property("waits_before_page", th.IntegerType),
            th.Property("fails_before_page", th.IntegerType),
            th.Property("token", th.StringType, secret=True),
            th.Property(
                "proxy", th.ObjectType(th.Property("password", th.StringType, secret=True))
            ),
        ).to_dict()
    )

    def discover_streams(self):
        replication_key = None if self.config.get("full_refresh") else "modified_at"
        return [
            EntriesStream(
                self,
                name="entries",
                schema=SCHEMA,
                primary_keys=("id",),
                replication_key=replication_key,
            )
        ]

    def create_syncs(self, store):
        stream = self.stream("entries")
        bookmark = Bookmark(
            store,
            stream.name,
            replication_key=stream.replication_key,
            lookback=dt.timedelta(minutes=15),
            start=None,
        )
        read = partial(self.read_entries, RecordType(stream.name, stream.columns))
        return {stream.name: IncrementalSync(bookmark, read, lambda: EXTRACTED_AT)}

    def read_entries(self, entries, sync):
        decoder = msgspec.json.Decoder(list[entries.struct], strict=False)
        key_of = entries.getter("id")
        for number, text in enumerate(self.config["pages"]):
            if number == self.config.get("waits_before_page"):
                sys.stdin.read()
            if number == self.config.get("fails_before_page"):
                raise VendorError(
                    "Acme request GET /entries failed (403)",
                    "Give the role `read`",
                    request_id="r-7",
                )
            records = decoder.decode(text)
            checkpoint = Checkpoint((key_of(records[-1]),))
            yield Page([(entries, records)], EXTRACTED_AT, checkpoint=checkpoint)


if __name__ == "__main__":
    TapLedger.cli()
