"""Settings of every target that delivers into a system of record."""

from __future__ import annotations

from singer_sdk import typing as th

AUDIT_URL = th.Property(
    "audit_url",
    th.StringType,
    secret=True,
    title="Audit ledger",
    description="SQLAlchemy URL of the audit ledger: what was written where, and what is unchanged "
    "since. Default: a SQLite file in the user's state folder. Use one database where several "
    "machines deliver.",
)
MAPPINGS = th.Property(
    "mappings",
    th.ObjectType(additional_properties=th.ObjectType(additional_properties=True, nullable=True)),
    title="Mappings",
    description="By stream: `object`, `external_id` (field that holds the key), `key`, `fields` "
    "and `where` (expressions of the SDK's stream maps), `lookups` (references by external id). "
    "Laid over the built-in mappings field by field; null takes out a stream or a field.",
)
ON_REJECT = th.Property(
    "on_reject",
    th.StringType(allowed_values=["fail", "dead_letter"]),
    default="fail",
    title="On reject",
    description="What refused records mean: `fail` ends with an error and keeps the old state, "
    "`dead_letter` goes on up to `max_rejects`. They are written as dead letters either way.",
)
MAX_REJECTS = th.Property(
    "max_rejects",
    th.IntegerType(minimum=0),
    default=100,
    title="Most rejects",
    description="With `dead_letter`: more refused records than these end the run with an error.",
)
ON_MISSING_PARENT = th.Property(
    "on_missing_parent",
    th.StringType(allowed_values=["reject", "hold"]),
    default="reject",
    title="On missing parent",
    description="A record that refers to one the destination does not have: `reject` it, or `hold` "
    "it and try again in every following run.",
)
DEAD_LETTER_PATH = th.Property(
    "dead_letter_path",
    th.StringType,
    title="Dead letters",
    description="Folder for refused records, one Singer file a run. Default: `dead-letters` in the "
    "user's state folder.",
)
RESEND = th.Property(
    "resend",
    th.BooleanType,
    default=False,
    title="Resend",
    description="Send all records, also those that have not changed since they were last sent.",
)
DELIVERY = (
    MAPPINGS,
    ON_REJECT,
    MAX_REJECTS,
    ON_MISSING_PARENT,
    DEAD_LETTER_PATH,
    AUDIT_URL,
    RESEND,
)
