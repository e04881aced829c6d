"""The warehouse of a new sandbox: the ledger of the generated company in a DuckDB file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from erp_sandbox.company import Company

PROJECT = Path(__file__).parent / "project"
_TABLES = {
    "companies": """
        SELECT number AS company_id, name AS company_name, currency_code
        FROM legal_entities_in JOIN currencies_in USING (currency)
        """,
    "departments": "SELECT number AS department_id, name AS department_name FROM departments_in",
    "accounts": """
        SELECT number AS account_id, code AS account_number, name AS account_name,
            kind AS account_type
        FROM accounts_in
        """,
}
_DOCUMENTS = """
    INSERT INTO documents
    SELECT document, label, kind, day, status, legal_entity, currency_code,
        total * 0.01, posts, created, modified
    FROM documents_in JOIN currencies_in USING (currency)
    """
_LINES = """
    INSERT INTO gl_lines
    SELECT lines_in.document * 1000 + line, lines_in.document, line, lines_in.account, department,
        legal_entity, day, documents_in.created, lines_in.modified,
        greatest(base_cents, 0) * 0.01, greatest(-base_cents, 0) * 0.01, cents * 0.01,
        lines_in.memo, posts
    FROM lines_in JOIN documents_in USING (document)
    """
_APPLICATIONS = """
    INSERT INTO applications
    SELECT nextval('application_ids'), previous, next, cents * 0.01, links_in.at
    FROM links_in WHERE kind = 'payment'
    """
_SCHEMA = """
    CREATE SEQUENCE application_ids;
    CREATE TABLE documents (
        document_id BIGINT PRIMARY KEY, document_number VARCHAR, document_type VARCHAR,
        document_date DATE, status VARCHAR, company_id BIGINT, currency_code VARCHAR,
        total DECIMAL(18, 2), is_posted BOOLEAN, created_at TIMESTAMP, modified_at TIMESTAMP
    );
    CREATE TABLE gl_lines (
        line_id BIGINT PRIMARY KEY, document_id BIGINT, line_number BIGINT, account_id BIGINT,
        department_id BIGINT, company_id BIGINT, posting_date DATE, posted_at TIMESTAMP,
        modified_at TIMESTAMP, debit DECIMAL(18, 2), credit DECIMAL(18, 2),
        transaction_amount DECIMAL(18, 2), memo VARCHAR, is_posted BOOLEAN
    );
    CREATE TABLE applications (
        application_id BIGINT PRIMARY KEY, document_id BIGINT, payment_id BIGINT,
        applied DECIMAL(18, 2), applied_at TIMESTAMP
    );
    CREATE TABLE loads (load_id BIGINT PRIMARY KEY, loaded_at TIMESTAMP);
    """


def build_warehouse(path: Path, company: Company) -> None:
    """Write the ledger of a company into a new DuckDB file."""
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("SET TimeZone = 'UTC'")
        warehouse.execute(_SCHEMA)
        _masters(warehouse, company)
        for batch in company.batches():
            warehouse.register("documents_in", batch.documents)
            warehouse.register("lines_in", batch.lines)
            warehouse.register("links_in", batch.links)
            for statement in (_DOCUMENTS, _LINES, _APPLICATIONS):
                warehouse.execute(statement)
        loaded = company.profile.now.replace(tzinfo=None)
        warehouse.execute("INSERT INTO loads VALUES (1, ?)", [loaded])


def _masters(warehouse: duckdb.DuckDBPyConnection, company: Company) -> None:
    sources: dict[str, list[dict[str, Any]]] = {
        "currencies_in": [
            {"currency": each.number, "currency_code": each.code} for each in company.currencies
        ],
        "legal_entities_in": [
            {"number": each.number, "name": each.name, "currency": each.currency}
            for each in company.legal_entities
        ],
        "departments_in": [
            {"number": each.number, "name": each.name} for each in company.departments
        ],
        "accounts_in": [
            {"number": each.number, "code": each.code, "name": each.name, "kind": str(each.kind)}
            for each in company.chart.accounts
        ],
    }
    for name, rows in sources.items():
        warehouse.register(name, pa.Table.from_pylist(rows))
    for name, query in _TABLES.items():
        warehouse.execute(f"CREATE TABLE {name} AS {query}")
