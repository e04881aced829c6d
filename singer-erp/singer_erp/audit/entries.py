"""What the ledger keeps."""

from __future__ import annotations

import datetime as dt

import msgspec


class PageRead(msgspec.Struct, frozen=True):
    """One answer of a vendor.

    Attributes:
        stream: The stream it belongs to.
        first_key: Key of its first record, parts joined by a slash; keys ascend within a page.
        last_key: Key of its last record.
        records: How many.
        request_id: The vendor's id of the request.
        extracted_at: When it came, aware.
    """

    stream: str
    first_key: str
    last_key: str
    records: int
    request_id: str | None
    extracted_at: dt.datetime


class Write(msgspec.Struct, frozen=True):
    """What became of one record at its destination.

    Attributes:
        stream: The record's stream.
        source_key: Its key at the source.
        source_version: Its replication key's value, where the stream has one.
        extracted_at: The RECORD message's `time_extracted`.
        object: The destination's object.
        destination_id: Its id there, once it has one.
        action: created, updated, unchanged, rejected or held.
        error_code: The destination's code.
        error: Why it was rejected or held.
        fields: Names of the fields at fault, or of the fields sent.
        mapping: Digest of the mapping that was applied.
        digest: Digest of what was sent.
    """

    stream: str
    source_key: str
    source_version: str | None
    extracted_at: str | None
    object: str
    destination_id: str | None
    action: str
    error_code: str | None
    error: str | None
    fields: str | None
    mapping: str
    digest: str


class Sent(msgspec.Struct, frozen=True):
    """What a destination last confirmed of one part of a record.

    Attributes:
        object: The destination's object.
        key: Its external key, as the destination compares it.
        part: Which mapping it came from.
        digest: Digest of the values.
        destination_id: Its id there.
    """

    object: str
    key: str
    part: str
    digest: str
    destination_id: str | None
