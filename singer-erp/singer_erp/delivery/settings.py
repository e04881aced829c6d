"""Settings of every target that delivers into a system of record."""

from __future__ import annotations

from singer_sdk import typing as th

AUDIT_URL = th.Property(
    "audit_url",
    th.StringType,
    secret=True,
    title="Audit log",
    description="SQLAlchemy URL of the audit log, which records every write and which records are "
    "unchanged since. Default: a SQLite file in the user's state folder. Use one database if "
    "several machines deliver to the same destination.",
)
MAPPINGS = th.Property(
    "mappings",
    th.ObjectType(additional_properties=th.ObjectType(additional_properties=True, nullable=True)),
    title="Mappings",
    description="By stream: `object`, `external_id` (field that holds the key), `key`, `fields` "
    "and `where` (expressions of the SDK's stream maps), `lookups` (references by external id: "
    "`object`, `external_id`, `key`). Merged into the built-in mappings field by field; null "
    "removes a stream, a field or a lookup. Unknown keys are refused.",
)
DOCUMENT_MAPPINGS = th.Property(
    "mappings",
    th.ObjectType(additional_properties=th.ObjectType(additional_properties=True, nullable=True)),
    title="Mappings",
    description="By stream: `object`, `key` (expression that identifies a record; the records of "
    "one key are the lines of one document), `fields` and `where` (expressions of the SDK's stream "
    "maps), `lines` (by the document's field for lines: expression by field), `rows` (expression "
    "for the number of records that a document has: it is sent only with as many), `keys` (fields "
    "that identify a record at the destination; default: its own keys), `lookups` (references to "
    "records that other streams write: `object`, `external_id`, `key`). Unknown keys are refused.",
)
ON_REJECT = th.Property(
    "on_reject",
    th.StringType(allowed_values=["fail", "dead_letter"]),
    default="fail",
    title="On reject",
    description="What rejected records cause: `fail` ends the run with an error and keeps the "
    "previous state, `dead_letter` continues up to `max_rejects`. The dead-letter file is written "
    "in both cases.",
)
MAX_REJECTS = th.Property(
    "max_rejects",
    th.IntegerType(minimum=0),
    default=100,
    title="Maximum rejects",
    description="With `dead_letter`: maximum number of rejected records; more end the run with an "
    "error.",
)
ON_MISSING_PARENT = th.Property(
    "on_missing_parent",
    th.StringType(allowed_values=["reject", "defer"]),
    default="reject",
    title="On missing parent",
    description="What happens to a record that refers to one the destination does not have: "
    "`reject` it, or `defer` it and try again in every following run.",
)
ON_MERGE = th.Property(
    "on_merge",
    th.StringType(allowed_values=["follow", "create"]),
    default="follow",
    title="On merge",
    description="What happens to a record that users merged into another one at the destination: "
    "`follow` writes to the surviving record if that has no external id, else references name it "
    "and the merged record is not written; `create` creates the merged record again. Deleted "
    "records are always created again.",
)
COMPARE_DAYS = th.Property(
    "compare_days",
    th.IntegerType(minimum=0),
    default=7,
    title="Days between comparisons",
    description="Days after which all records that were sent are compared with the destination's, "
    "to find those that were deleted for good; recently deleted and merged ones are found in every "
    "run. 0 compares in every run.",
)
DEAD_LETTER_PATH = th.Property(
    "dead_letter_path",
    th.StringType,
    title="Dead letters",
    description="Folder for dead-letter files: the rejected records of each run as a Singer file. "
    "Default: `dead-letters` in the user's state folder.",
)
FORCE_UPDATE = th.Property(
    "force_update",
    th.BooleanType,
    default=False,
    title="Force update",
    description="Send all records, including those that are unchanged or older than what was last "
    "sent.",
)
DELIVERY = (
    ON_REJECT,
    MAX_REJECTS,
    ON_MISSING_PARENT,
    DEAD_LETTER_PATH,
    AUDIT_URL,
    FORCE_UPDATE,
)
# Of targets that compare what they have sent with what the destination has.
INVENTORY = (ON_MERGE, COMPARE_DAYS)
