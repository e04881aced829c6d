"""Marts of small companies: raw tables from scripts, built by dbt once per kind of warehouse."""

from __future__ import annotations

import json
import os
import re
import shutil
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query
from filelock import FileLock

PROJECT = Path(__file__).parent.parent
HERE = Path(__file__).parent
AS_OF = "2026-03-10"
RAW = (
    "raw_company.sql",
    "raw_second_account.sql",
    "raw_quickbooks.sql",
    "raw_quickbooks_currencies.sql",
    "raw_segments.sql",
    "raw_acumatica.sql",
    "raw_acumatica_deletions.sql",
    "raw_acumatica_payments.sql",
    "raw_acumatica_organization.sql",
    "raw_acumatica_currencies.sql",
    "raw_oracle_fusion.sql",
    "raw_reference.sql",
)


class Marts:
    """The marts of a warehouse, of some companies if `source` is set.

    Attributes:
        results: Name, status and message of every model and data test of the build.
    """

    def __init__(self, execute, results, source=None):
        self._execute = execute
        self.results = results
        self._source = source

    def of_source(self, source):
        """Return the same marts with the rows of a source: a condition on dimensions."""
        return Marts(self._execute, self.results, source)

    def rows(self, sql):
        """Return the rows of a query as tuples."""
        return self._execute(sql)

    def of(self, table, *columns, order=None, where="true"):
        """Return rows of a mart, by default in the order of the first column."""
        names = ", ".join(columns)
        if self._source and table != "dim_date":
            condition = self._source
            if not table.startswith("dim_"):
                companies = f"select company_key from finance.dim_company where {condition}"
                condition = f"company_key in ({companies})"
            where = f"({where}) and {condition}"
        return self.rows(
            f"select {names} from finance.{table} where {where} order by {order or columns[0]}"
        )

    def failures(self):
        """Return names and messages of the models and data tests that did not pass."""
        return [
            (name, message)
            for name, status, message in self.results
            if status not in {"success", "pass"}
        ]


class Dbt:
    """dbt in this process. Importing and parsing cost more than a build: both are done once."""

    # One thread: dbt is bound by Python's lock. Nothing reads its logs and artifacts.
    _OPTIONS = (
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--threads", "1"),
        *("--log-level", "none", "--log-level-file", "none", "--no-write-json"),
    )

    def __init__(self, folder, warehouse):
        self._variables = {
            "SINGER_ERP_WAREHOUSE": warehouse,
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        }
        self._manifest = None
        self.listings = set()

    def parse(self, connection):
        """Return the project's manifest."""
        parsed = self._invoke(None, connection, "parse")
        assert parsed.success, parsed.exception
        return parsed.result

    def build(self, connection, *arguments):
        """Run `dbt build`; return name, status and message of every model and data test."""
        self._manifest = self._manifest or self.parse(connection)
        done = self._invoke(self._manifest.deepcopy(), connection, "build", *arguments)
        assert done.exception is None, done.exception
        return [[result.node.name, str(result.status), result.message] for result in done.result]

    def artifacts(self, connection):
        """Return dbt's manifest and the catalog of the warehouse, as `dbt docs generate` does."""
        done = self._invoke(
            self._manifest.deepcopy(), connection, "docs", "generate", "--no-compile"
        )
        assert done.success, done.exception
        manifest = self._manifest.writable_manifest().to_dict()
        return {"manifest": manifest, "catalog": done.result.to_dict()}

    def _invoke(self, manifest, connection, *arguments):
        with _environment(self._variables | connection), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dbt and its dependencies
            from dbt.cli.main import dbtRunner  # noqa: PLC0415 - takes seconds

            runner = dbtRunner(manifest=manifest, callbacks=[self._observe])
            done = runner.invoke([*arguments, *self._OPTIONS])
            self._disconnect()
        return done

    def _observe(self, event):
        """Save the thread in which dbt has listed the tables of a schema."""
        if event.info.name == "ListRelations":
            self.listings.add((event.data.schema, event.info.thread))

    @staticmethod
    def _disconnect():
        from dbt.adapters.factory import (  # noqa: PLC0415 - as above
            cleanup_connections,
            reset_adapters,
        )

        cleanup_connections()
        reset_adapters()  # which cache the tables of a warehouse
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


def statements(*scripts, json_type="json"):
    """Return the scripts' statements without comments, with the warehouse's type of JSON."""
    text = "\n".join((HERE / script).read_text(encoding="utf-8") for script in scripts)
    text = text.replace("{json}", json_type)
    text = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    return [statement for statement in text.split(";\n") if statement.strip()]


def as_of(day):
    """Return dbt's options for the aging of a day, two NetSuite accounts and two segments."""
    variables = {
        "as_of_date": day,
        "netsuite_accounts": {"netsuite": "netsuite", "asia": "netsuite_asia"},
        "acumatica_subaccount_segments": [
            {"name": "Department", "length": 3, "role": "department"},
            {"name": "Product", "length": 2, "role": "product"},
        ],
    }
    return ("--vars", json.dumps(variables))


def _new_warehouse(folder, *scripts):
    """Create a DuckDB file with raw tables; the manifest is valid for one file name only."""
    folder.mkdir(parents=True)
    path = folder / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        for statement in statements(*scripts):
            connection.execute(statement)
    return path


def _to_dinars(path):
    """Replace dollars with dinars of 1000 fils, at 1.001 for one."""
    with duckdb.connect(path) as connection:
        columns = connection.execute(
            "select table_schema || '.' || table_name, column_name, data_type"
            " from information_schema.columns"
            " where data_type = 'DECIMAL(18,2)' or column_name like '%currency%'"
        ).fetchall()
        for table, column, data_type in columns:
            if data_type == "DECIMAL(18,2)":
                connection.execute(f"alter table {table} alter {column} type decimal(38, 9)")
                connection.execute(f"update {table} set {column} = {column} * 1.001")
            elif data_type == "VARCHAR":
                connection.execute(f"update {table} set {column} = 'KWD' where {column} = 'USD'")
        connection.execute(
            "update oracle_fusion.currencies set precision = 3 where currency_code = 'KWD'"
        )


def _build_duckdb_warehouses(folder):
    """Build the warehouses of the fixtures below; return the results of dbt by warehouse."""
    dbt = Dbt(folder, "duckdb")

    def build(path, *arguments):
        return dbt.build({"SINGER_ERP_DUCKDB_PATH": str(path)}, *arguments)

    path = _new_warehouse(folder / "all", *RAW)
    results = {"all": build(path, *as_of(AS_OF))}
    for name, artifact in dbt.artifacts({"SINGER_ERP_DUCKDB_PATH": str(path)}).items():
        (folder / f"{name}.json").write_text(json.dumps(artifact, default=str), encoding="utf-8")
    (folder / "earlier").mkdir()
    path = shutil.copy(path, folder / "earlier")
    aging = ("--select", "ap_aging", "ar_aging", "aging_equals_control_accounts")
    options = ("--indirect-selection", "empty")
    results["earlier"] = build(path, *aging, *options, *as_of("2026-02-05"))
    (folder / "defective").mkdir()
    path = shutil.copy(folder / "all" / "warehouse.duckdb", folder / "defective")
    with duckdb.connect(path) as connection:
        connection.execute("insert into netsuite.subsidiaries from netsuite.subsidiaries limit 1")
        line = "('acme', 1, '11', 9, null, null, 3, null, 3, null, '2026-03-01')"
        connection.execute(f"insert into oracle_fusion.gl_journal_lines values {line}")
        connection.execute(
            "insert into acumatica.journal_transactions"
            " (tenant, module, batch_nbr, ledger_id, status)"
            " values ('pay', 'GL', 'EMPTY', 'ACTUAL', 'Posted')"
        )
        # Labels as Acumatica translates them for a user who works in German.
        for table, columns, labels in (
            ("bills", "type, status", "'Rechnung', 'Offen'"),
            ("journal_transactions", "status", "'Gebucht'"),
            ("ledgers", "type", "'Ist'"),
            ("accounts", "type", "'Aktiva'"),
        ):
            connection.execute(f"insert into acumatica.{table} ({columns}) values ({labels})")
    results["defective"] = build(path, "--select", "dim_company", "load_audit", *as_of(AS_OF))
    lines = ("oracle_fusion_gl_lines_equal_journals", "acumatica_gl_lines_equal_batches")
    results["defective"] += build(path, "--select", *lines, *as_of(AS_OF))
    results["defective"] += build(path, "--select", "acumatica_labels_are_known", *as_of(AS_OF))
    path = _new_warehouse(folder / "quickbooks", "raw_quickbooks.sql")
    organization = ("--select", "+dim_company", "+dim_ledger", "+dim_period")
    results["quickbooks"] = build(path, *organization, *options)
    path = _new_warehouse(folder / "dinars", "raw_oracle_fusion.sql")
    _to_dinars(path)
    finance = ("+trial_balance", "+ap_aging", "+ar_aging", "+fct_purchase_order_line")
    tests = ("aging_equals_control_accounts", "oracle_fusion_trial_balance_equals_ledger_balances")
    results["dinars"] = build(path, "--select", *finance, *tests, *options, *as_of(AS_OF))
    path = _new_warehouse(folder / "bare", "raw_company.sql", "hidden_features.sql")
    return results | {"bare": build(path), "listings": sorted(dbt.listings)}


@pytest.fixture(scope="session")
def marts_folder(tmp_path_factory, worker_id):
    """The folder of the DuckDB warehouses, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "marts"


@pytest.fixture(scope="session")
def duckdb_marts(marts_folder):
    """A function that returns the marts of a DuckDB warehouse by name.

    The first worker that needs the warehouses builds all of them for all workers.
    """
    folder = marts_folder
    results = folder / "results.json"
    with FileLock(folder.with_suffix(".lock")):
        if not results.exists():
            results.write_text(json.dumps(_build_duckdb_warehouses(folder)), encoding="utf-8")
    connections = []

    def marts(name):
        connection = duckdb.connect(folder / name / "warehouse.duckdb", read_only=True)
        connections.append(connection)
        built = json.loads(results.read_text(encoding="utf-8"))[name]
        return Marts(lambda sql: connection.execute(sql).fetchall(), built)

    yield marts
    for connection in connections:
        connection.close()


@pytest.fixture(scope="session")
def raw_statements():
    """A function that returns the statements of all raw tables for the warehouse's type of JSON."""
    return lambda json_type: statements(*RAW, json_type=json_type)


@pytest.fixture(scope="session")
def build_marts(tmp_path_factory):
    """A function that builds the marts of all companies, with aging as of 10 March 2026."""

    def build(warehouse, connection, execute, *arguments):
        dbt = Dbt(tmp_path_factory.mktemp("dbt"), warehouse)
        return Marts(execute, dbt.build(connection, *arguments, *as_of(AS_OF)))

    return build


@pytest.fixture(scope="session")
def run_explore():
    """A function that returns the rows of a query on an Explore of the LookML."""

    def run(warehouse, explore, fields, company="%", limit="-1", **query):
        body = Query(model="finance", view=explore.name, fields=fields, limit=limit, **query)
        now = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)
        compiled = compile_query(explore, body, warehouse.dialect, now, {"company": company})
        return list(warehouse.rows(compiled))

    return run


@pytest.fixture
def parse_project(tmp_path):
    """A function that returns dbt's manifest for environment variables."""
    return Dbt(tmp_path, "duckdb").parse


@pytest.fixture(scope="session")
def all_marts(duckdb_marts):
    """The marts of all companies on DuckDB, with aging as of 10 March 2026."""
    return duckdb_marts("all")


@pytest.fixture(scope="session")
def marts(all_marts):
    """The marts of the first NetSuite account."""
    return all_marts.of_source("source_account = 'netsuite'")


@pytest.fixture(scope="session")
def second_marts(all_marts):
    """The marts of the second NetSuite account, whose ids are those of the first."""
    return all_marts.of_source("source_account = 'asia'")


@pytest.fixture(scope="session")
def quickbooks_marts(all_marts):
    """The marts of the QuickBooks companies of one currency."""
    return all_marts.of_source("source_system = 'quickbooks' and source_account in ('100', '200')")


@pytest.fixture(scope="session")
def bare_marts(duckdb_marts):
    """The marts of an account without features and of a role without permissions, as of today."""
    return duckdb_marts("bare")
