"""Create the tables of version 0.1.0."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, unless version 0.1.0 has: it had no revisions."""
    if sa.inspect(op.get_bind()).has_table("singer_erp_runs"):
        return
    op.create_table(
        "singer_erp_runs",
        sa.Column("run", sa.String(32), primary_key=True),
        sa.Column("plugin", sa.String(60), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("destination", sa.String(120)),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("result", sa.String(20)),
        sa.Column("calls", sa.Integer),
    )
    op.create_table(
        "singer_erp_pages",
        sa.Column("run", sa.String(32), sa.ForeignKey("singer_erp_runs.run"), nullable=False),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("first_key", sa.String(120), nullable=False),
        sa.Column("last_key", sa.String(120), nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("request_id", sa.String(120)),
        sa.Column("extracted_at", sa.DateTime, nullable=False),
    )
    op.create_index("singer_erp_pages_stream", "singer_erp_pages", ["stream"])
    op.create_table(
        "singer_erp_writes",
        sa.Column("run", sa.String(32), sa.ForeignKey("singer_erp_runs.run"), nullable=False),
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
    )
    op.create_index("singer_erp_writes_source_key", "singer_erp_writes", ["source_key"])
    op.create_index("singer_erp_writes_run", "singer_erp_writes", ["run", "action"])
    op.create_table(
        "singer_erp_sent",
        sa.Column("destination", sa.String(120), primary_key=True),
        sa.Column("object", sa.String(120), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("part", sa.String(120), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("destination_id", sa.String(120)),
    )
