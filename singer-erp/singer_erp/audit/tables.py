"""The tables of the audit log. Timestamps are UTC without offset.

A change of a table is a new revision in `migrations/versions`; a test compares both.
"""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0002"
VERSION_TABLE = "singer_erp_audit_version"
METADATA = sa.MetaData()
RUNS = sa.Table(
    "singer_erp_runs",
    METADATA,
    sa.Column("run", sa.String(32), primary_key=True),
    sa.Column("plugin", sa.String(60), nullable=False),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("destination", sa.String(120)),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("result", sa.String(20)),
    sa.Column("calls", sa.Integer),
    sa.Column("user_id", sa.String(120)),
    sa.Column("connected_at", sa.DateTime),
    sa.Column("unchanged", sa.Integer),
)
PAGES = sa.Table(
    "singer_erp_pages",
    METADATA,
    sa.Column("run", sa.String(32), sa.ForeignKey(RUNS.c.run), nullable=False),
    sa.Column("stream", sa.String(120), nullable=False),
    sa.Column("first_key", sa.String(120), nullable=False),
    sa.Column("last_key", sa.String(120), nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("request_id", sa.String(120)),
    sa.Column("extracted_at", sa.DateTime, nullable=False),
    sa.Index("singer_erp_pages_stream", "stream"),
)
WRITES = sa.Table(
    "singer_erp_writes",
    METADATA,
    sa.Column("run", sa.String(32), sa.ForeignKey(RUNS.c.run), nullable=False),
    sa.Column("written_at", sa.DateTime, nullable=False),
    sa.Column("stream", sa.String(120), nullable=False),
    sa.Column("source_key", sa.String(255), nullable=False),
    sa.Column("source_version", sa.String(40)),
    sa.Column("extracted_at", sa.String(40)),
    sa.Column("object", sa.String(120), nullable=False),
    sa.Column("destination_id", sa.String(120)),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("error_code", sa.String(120)),
    sa.Column("error", sa.Text),
    sa.Column("fields", sa.Text),
    sa.Column("mapping", sa.String(64)),
    sa.Column("digest", sa.String(64)),
    sa.Column("request_id", sa.String(120)),
    sa.Column("job_id", sa.String(120)),
    sa.Index("singer_erp_writes_source_key", "source_key"),
    sa.Index("singer_erp_writes_run", "run", "action"),
    sa.Index("singer_erp_writes_destination_id", "destination_id"),
)
MAPPINGS = sa.Table(
    "singer_erp_mappings",
    METADATA,
    sa.Column("mapping", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
# `digest` is what was confirmed last, null if that is unknown; `pending_run` is the first run that
# has sent values since without receiving a response.
SENT = sa.Table(
    "singer_erp_sent",
    METADATA,
    sa.Column("destination", sa.String(120), primary_key=True),
    sa.Column("object", sa.String(120), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("part", sa.String(120), primary_key=True),
    sa.Column("digest", sa.String(64)),
    sa.Column("destination_id", sa.String(120)),
    sa.Column("source_version", sa.String(40)),
    sa.Column("confirmed_at", sa.DateTime),
    sa.Column("pending_run", sa.String(32)),
)
# Records that users deleted or merged at the destination.
LOST = sa.Table(
    "singer_erp_lost",
    METADATA,
    sa.Column("destination", sa.String(120), primary_key=True),
    sa.Column("object", sa.String(120), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("lost_at", sa.DateTime, nullable=False),
    sa.Column("destination_id", sa.String(120)),
    sa.Column("merged_id", sa.String(120)),
    sa.Column("merged_key", sa.String(255)),
)
# Jobs at the destination whose end no run has seen yet.
JOBS = sa.Table(
    "singer_erp_jobs",
    METADATA,
    sa.Column("destination", sa.String(120), primary_key=True),
    sa.Column("job_id", sa.String(120), primary_key=True),
    sa.Column("run", sa.String(32), nullable=False),
    sa.Column("object", sa.String(120), nullable=False),
)
COMPARISONS = sa.Table(
    "singer_erp_comparisons",
    METADATA,
    sa.Column("destination", sa.String(120), primary_key=True),
    sa.Column("object", sa.String(120), primary_key=True),
    sa.Column("compared_at", sa.DateTime, nullable=False),
)
