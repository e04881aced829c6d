"""Extractors of the same pages: ours with and without the audit log, the SDK's, a bare loop.

`python -m benchmarks.extractors NAME URL` writes RECORD lines to stdout, and seconds without
startup and peak megabytes as one line of JSON to stderr.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import tempfile
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson
import requests
from singer_erp.http.client import HttpClient
from singer_erp.messages.records import RecordType
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.page import Page
from singer_erp.timestamps import extracted_now
from singer_sdk import RESTStream, Tap
from singer_sdk.pagination import BasePageNumberPaginator
from tap_netsuite.decoder import PageDecoder
from tap_netsuite.errors import RULES, read_message
from tap_netsuite.schema import column_schema

from benchmarks.pages import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_erp.sync.state import StateStore
    from singer_sdk.streams.rest import HTTPRequest

_SCHEMA = {"type": "object", "properties": {c: column_schema(kind) for c, kind in COLUMNS.items()}}
_CONVERT = {"integer": int, "number": Decimal, "boolean": lambda text: text == "true"}
_CONVERTED = {column: _CONVERT[kind] for column, kind in COLUMNS.items() if kind in _CONVERT}


class TypedPages:
    """Our record path: page bytes to structs to lines.

    Args:
        url: The page server.
        record_type: Type of the rows.
    """

    def __init__(self, url: str, record_type: RecordType) -> None:
        self._url = url
        self._record_type = record_type
        self._client = HttpClient(
            "NetSuite", rules=RULES, read_message=read_message, user_agent="b", timeout_seconds=60
        )

    def pages(self) -> Iterator[Page]:
        """Yield all pages of the server."""
        decoder = PageDecoder(self._record_type)
        number, more = 0, True
        while more:
            body = self._client.send(
                "POST", self._url, params={"page": number}, json={"q": "SELECT"}
            ).content
            records, more = decoder.decode(body)
            yield Page([(self._record_type, records)], extracted_now())
            number += 1


class TypedTap(ErpTap):
    """The tap of our record path."""

    name = "tap-typed"
    config_jsonschema = {"properties": {"api_url": {}, "audit_url": {}}}

    def discover_streams(self) -> list[ErpStream]:
        return [ErpStream(self, name="transactions", schema=_SCHEMA, primary_keys=["id"])]

    def create_syncs(self, store: StateStore) -> dict[str, TypedPages]:  # noqa: ARG002
        record_type = RecordType("transactions", _SCHEMA["properties"])
        return {"transactions": TypedPages(self.config["api_url"], record_type)}


class DefaultTransactions(RESTStream):
    """The SDK's default record path: its writer, conformance and paging."""

    name = "transactions"
    schema = _SCHEMA
    primary_keys = ("id",)
    path = ""
    http_method = "POST"
    records_jsonpath = "$.items[*]"

    @property
    def url_base(self) -> str:
        return self.config["api_url"]

    def get_new_paginator(self) -> BasePageNumberPaginator:
        return _WhileMore(0)

    def get_http_request(self, *, page: Any) -> HTTPRequest:
        request = super().get_http_request(page=page)
        request.params = {"page": page.next_page_token or 0}
        request.data = {"q": "SELECT"}
        return request

    def post_process(self, row: dict[str, Any], context: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Convert SuiteQL's strings, as any tap must."""
        row.pop("links", None)
        for column, convert in _CONVERTED.items():
            row[column] = convert(row[column])
        return row


class _WhileMore(BasePageNumberPaginator):
    def has_more(self, response: requests.Response) -> bool:
        return bool(response.json()["hasMore"])


class DefaultTap(Tap):
    """The tap of the SDK's default record path."""

    name = "tap-default"
    config_jsonschema = {"properties": {"api_url": {"type": "string"}}}

    def discover_streams(self) -> list[DefaultTransactions]:
        return [DefaultTransactions(self)]


def bare_loop(url: str) -> None:
    """Write records with requests and orjson only: no types, no schema, no state."""
    session = requests.Session()
    number, more = 0, True
    while more:
        page = orjson.loads(session.post(url, params={"page": number}, json={"q": ""}).content)
        for item in page["items"]:
            line = {"type": "RECORD", "stream": "transactions", "record": item}
            sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        more, number = page["hasMore"], number + 1


def main() -> None:
    """Run one extractor and print its figures."""
    name, url = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    taps = {"typed": TypedTap, "audit": TypedTap, "default": DefaultTap}
    with tempfile.TemporaryDirectory() as folder:
        config = {"api_url": url}
        if name == "audit":
            config["audit_url"] = f"sqlite:///{folder}/audit.sqlite"
        tap = taps[name](config=config) if name in taps else None
        started = time.perf_counter()
        if tap is None:
            bare_loop(url)
        else:
            tap.sync_all()
        sys.stdout.flush()
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}), file=sys.stderr)


if __name__ == "__main__":
    main()
