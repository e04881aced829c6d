"""A tap for tests: ledger entries from its settings, page by page."""

from __future__ import annotations

import datetime as dt
import sys
from functools import cached_property, partial

import msgspec
from singer_erp.errors import VendorError
from singer_erp.messages.records import RecordType
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.stream import Page, TypedStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmarks import Bookmark
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


class EntriesStream(TypedStream):
    """Entries of the ledger."""

    name = "entries"
    schema = SCHEMA
    primary_keys = ("id",)
    replication_key = "modified_at"
    STATE_MSG_FREQUENCY = 1

    @cached_property
    def bookmark(self):
        return Bookmark(
            self.stream_state,
            replication_key=self.replication_key,
            lookback=dt.timedelta(minutes=15),
            start=None,
        )

    def read_pages(self):
        scan = self.bookmark.pending() or self.bookmark.begin(EXTRACTED_AT)
        columns = {c: s for c, s in SCHEMA["properties"].items() if self.mask["properties", c]}
        entries = RecordType(self.name, columns)
        decoder = msgspec.json.Decoder(list[entries.struct], strict=False)
        last = entries.getter("id")
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
            done = partial(self.bookmark.save, scan, (last(records[-1]),))
            yield Page(records, entries, EXTRACTED_AT, self.config.get("version"), done)
        self.bookmark.finish(scan)
        if self.config.get("version"):
            self.activate(self.config["version"])


class TapLedger(ErpTap):
    """Singer tap for a ledger."""

    name = "tap-ledger"
    config_jsonschema = forbid_unknown(
        th.PropertiesList(
            th.Property("pages", th.ArrayType(th.StringType), default=[]),
            th.Property("version", th.IntegerType),
            th.Property("waits_before_page", th.IntegerType),
            th.Property("fails_before_page", th.IntegerType),
            th.Property("token", th.StringType, secret=True),
            th.Property(
                "proxy", th.ObjectType(th.Property("password", th.StringType, secret=True))
            ),
        ).to_dict()
    )

    def discover_streams(self):
        return [EntriesStream(self)]


if __name__ == "__main__":
    TapLedger.cli()
