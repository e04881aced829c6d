"""Entries of the audit log."""

from __future__ import annotations

import datetime as dt

import msgspec


class PageRead(msgspec.Struct, frozen=True):
    """A page of records that a tap read.

    Attributes:
        stream: Name of the stream.
        first_key: The lowest key by `sort_key`, parts joined by slashes.
        last_key: The highest key.
        records: Number of records.
        request_id: The vendor's id of the request.
        extracted_at: Timestamp of the response, timezone-aware.
    """

    stream: str
    first_key: str
    last_key: str
    records: int
    request_id: str | None
    extracted_at: dt.datetime


def sort_key(key: str) -> tuple[tuple[int, int, str], ...]:
    """Return what keys are ordered by: numbers are compared as numbers, and come first."""
    return tuple(
        (0, int(part), "") if part.removeprefix("-").isdecimal() else (1, 0, part)
        for part in key.split("/")
    )


class Write(msgspec.Struct, frozen=True):
    """The outcome of writing one record.

    Attributes:
        stream: The record's stream.
        source_key: Its key at the source.
        source_version: Value of its replication key, if the stream has one.
        extracted_at: `time_extracted` of its RECORD message.
        object: The destination's object.
        destination_id: Its id at the destination, if it has one.
        action: created, updated, rejected, deferred (version 0.1.0: held), superseded or merged.
        error_code: The destination's error code.
        error: Why it was not written.
        fields: Names of the invalid fields, or of the fields sent.
        mapping: Digest of the mapping.
        digest: Digest of what was sent.
        request_id: The vendor's id of the request.
        job_id: The vendor's id of the job.
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
    request_id: str | None = None
    job_id: str | None = None


class Sent(msgspec.Struct, frozen=True):
    """What a destination last confirmed of one part of a record.

    Attributes:
        object: The destination's object.
        key: Its external key, as the destination compares keys.
        part: The mapping that produced it.
        digest: Digest of the values; None if it is unknown what the destination has.
        destination_id: Its id at the destination.
        source_version: Value of the replication key.
        confirmed_at: When the destination confirmed it; UTC without offset.
        pending_run: First run that has sent values since without receiving a response.
    """

    object: str
    key: str
    part: str
    digest: str | None
    destination_id: str | None
    source_version: str | None = None
    confirmed_at: dt.datetime | None = None
    pending_run: str | None = None


class Lost(msgspec.Struct, frozen=True):
    """A record that users deleted at the destination, or merged into another one.

    Attributes:
        object: The destination's object.
        key: Its external key, as the destination compares keys.
        lost_at: When this was found; UTC without offset.
        destination_id: Its id at the destination.
        merged_id: Id of the record it was merged into.
        merged_key: External key of that record.
    """

    object: str
    key: str
    lost_at: dt.datetime
    destination_id: str | None
    merged_id: str | None = None
    merged_key: str | None = None
