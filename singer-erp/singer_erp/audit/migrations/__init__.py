"""Alembic's revisions of the audit log's tables."""
