"""What calls return: the JSON of queries and other resources, numbers exact."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.messages.projection import parse_offset_timestamp
from singer_erp.sync.windows import Response

from tap_quickbooks.errors import unknown_shape

if TYPE_CHECKING:
    import datetime as dt

    from singer_erp.errors import StreamError

Json = dict[str, Any]

json_decoder = msgspec.json.Decoder(Json, float_hook=Decimal)


@dataclass(frozen=True)
class Result:
    """What one query or resource returned.

    Attributes:
        content: The JSON, or its bytes until it is read: one call may return many pages.
        vendor_time: QuickBooks' clock when it responded, aware UTC, whole seconds.
        extracted_at: When the response arrived by the local clock, aware UTC.
        request_id: Intuit's id of the request.
        fault: Why the query was rejected, raised when the JSON is read: the others of a call are
            not affected.
    """

    content: Json | msgspec.Raw
    vendor_time: dt.datetime
    extracted_at: dt.datetime
    request_id: str | None
    fault: StreamError | None = None

    @cached_property
    def body(self) -> Json:
        """The JSON, numbers exact."""
        if self.fault is not None:
            raise self.fault
        if not isinstance(self.content, msgspec.Raw):
            return self.content
        try:
            return json_decoder.decode(self.content)
        except msgspec.MsgspecError:
            raise unknown_shape("the result of a query", self.request_id) from None

    @property
    def count(self) -> int | None:
        """The number that a counting query returned; None if it returned none."""
        count = self.body.get("totalCount")
        return count if isinstance(count, int) else None

    @property
    def size(self) -> int:
        """The number of records, by the response's own counter."""
        if isinstance(self.content, msgspec.Raw) and memoryview(self.content).nbytes:
            with suppress(msgspec.MsgspecError):
                return msgspec.json.decode(self.content, type=_Counter).size
        return 0

    def response(self, key: str) -> Response:
        """Return the records of a query; an empty page has no key at all.

        Raises:
            StreamError: The query was rejected, or its result is not a list of records.
        """
        records = self.body.get(key, [])
        if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
            raise unknown_shape(f"the records of {key}", self.request_id)
        return Response(records, self.vendor_time, self.extracted_at, self.request_id)


class _Counter(msgspec.Struct, rename={"size": "maxResults"}):
    size: int = 0


class Item(msgspec.Struct, rename={"id": "bId", "content": "QueryResponse"}):
    """The result of one query of a batch."""

    id: str = ""
    content: msgspec.Raw = msgspec.Raw()
    Fault: Any = None
    fault: Any = None


class Batch(msgspec.Struct, rename={"items": "BatchItemResponse"}):
    """The results of a batch, in any order."""

    items: list[Item] = []
    Fault: Any = None
    fault: Any = None
    time: str | None = None


batch_decoder = msgspec.json.Decoder(Batch, float_hook=Decimal)


def vendor_time_of(text: str | None, now: dt.datetime) -> dt.datetime:
    """Return the time of a response; QuickBooks compares whole seconds."""
    with suppress(TypeError, ValueError):
        now = parse_offset_timestamp(text) or now
    return now.replace(microsecond=0)
