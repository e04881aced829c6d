"""Record what was sent without a response, what users deleted, and who wrote by which request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and tables."""
    with op.batch_alter_table("singer_erp_runs") as runs:
        runs.add_column(sa.Column("user_id", sa.String(120)))
        runs.add_column(sa.Column("connected_at", sa.DateTime))
        runs.add_column(sa.Column("unchanged", sa.Integer))
    with op.batch_alter_table("singer_erp_writes") as writes:
        writes.add_column(sa.Column("request_id", sa.String(120)))
        writes.add_column(sa.Column("job_id", sa.String(120)))
        writes.create_index("singer_erp_writes_destination_id", ["destination_id"])
    with op.batch_alter_table("singer_erp_sent") as sent:
        sent.alter_column("digest", existing_type=sa.String(64), nullable=True)
        sent.add_column(sa.Column("source_version", sa.String(40)))
        sent.add_column(sa.Column("confirmed_at", sa.DateTime))
        sent.add_column(sa.Column("pending_run", sa.String(32)))
    op.create_table(
        "singer_erp_mappings",
        sa.Column("mapping", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "singer_erp_lost",
        sa.Column("destination", sa.String(120), primary_key=True),
        sa.Column("object", sa.String(120), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("lost_at", sa.DateTime, nullable=False),
        sa.Column("destination_id", sa.String(120)),
        sa.Column("merged_id", sa.String(120)),
        sa.Column("merged_key", sa.String(255)),
    )
    op.create_table(
        "singer_erp_jobs",
        sa.Column("destination", sa.String(120), primary_key=True),
        sa.Column("job_id", sa.String(120), primary_key=True),
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("object", sa.String(120), nullable=False),
    )
    op.create_table(
        "singer_erp_comparisons",
        sa.Column("destination", sa.String(120), primary_key=True),
        sa.Column("object", sa.String(120), primary_key=True),
        sa.Column("compared_at", sa.DateTime, nullable=False),
    )
