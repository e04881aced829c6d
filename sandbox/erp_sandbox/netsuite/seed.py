"""Fills an account's tables with the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite import posting, seed_entities, seed_setup, storage
from erp_sandbox.netsuite.seed_ledger import Ledger
from erp_sandbox.netsuite.seed_organization import Organization

if TYPE_CHECKING:
    import duckdb

    from erp_sandbox.company import Company
    from erp_sandbox.netsuite.catalog import Table

SECOND_BOOK = 2
_NOT_IN_SECOND_BOOK = 4  # one subsidiary keeps the primary book only


def fill(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    company: Company,
    *,
    multi_book: bool,
) -> None:
    """Write the whole company: master data first, then all documents.

    Args:
        connection: Where the tables are.
        tables: The account's tables, created already.
        company: What to write.
        multi_book: Whether a second accounting book is kept.
    """
    pairs = _books(company, multi_book=multi_book)
    everything = (
        Organization(company).rows()
        | Ledger(company, pairs).rows()
        | seed_entities.rows(company)
        | seed_setup.rows(company, tables)
    )
    for name, rows in everything.items():
        storage.insert(connection, tables[name], rows)
    prepare(connection, company, multi_book=multi_book)
    uniquekey = 0
    for batch in company.batches():
        posting.write(connection, batch, uniquekey=uniquekey)
        uniquekey += batch.lines.num_rows


def prepare(connection: duckdb.DuckDBPyConnection, company: Company, *, multi_book: bool) -> None:
    """Prepare a connection to post documents of the company."""
    codes = {account.code: account.number for account in company.chart.accounts}
    mapping = {codes[source]: codes[target] for source, target in posting.BOOK_MAPPING.items()}
    pairs = _books(company, multi_book=multi_book)
    posting.prepare(connection, posting.Books(pairs, mapping))


def _books(company: Company, *, multi_book: bool) -> tuple[tuple[int, int], ...]:
    entities = [entity.number for entity in company.legal_entities if not entity.elimination]
    second = [number for number in entities if number != _NOT_IN_SECOND_BOOK]
    primary = tuple((1, number) for number in entities)
    return primary + tuple((SECOND_BOOK, number) for number in second if multi_book)
