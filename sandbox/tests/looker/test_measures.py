from __future__ import annotations

from decimal import Decimal

import pytest
from erp_sandbox.looker.sql.query import QueryError

# Each measure of an order, and the same in plain SQL over the orders.
MEASURES = {
    "orders.count": "count(*)",
    "orders.regions": "count(DISTINCT region)",
    "orders.total": "coalesce(sum(amount), 0)",
    "orders.total_rate": "coalesce(sum(rate), 0)",
    "orders.mean": "avg(amount)",
    "orders.smallest": "min(amount)",
    "orders.largest": "max(amount)",
    "orders.paid_total": "coalesce(sum(CASE WHEN paid THEN amount END), 0)",
    "orders.paid_count": "count(CASE WHEN paid AND amount > 5 THEN 1 END)",
    "orders.paid_share": "coalesce(sum(CASE WHEN paid THEN amount END), 0)"
    " / NULLIF(coalesce(sum(amount), 0), 0)",
    "orders.last_due": "max(due)",
    "orders.all_paid": "CASE WHEN count(CASE WHEN paid AND amount > 5 THEN 1 END) = count(*)"
    " THEN 'Yes' ELSE 'No' END",
}
FAN_OUTS = [(), ("lines.count",), ("payments.count",), ("lines.count", "payments.count")]


def _same(found, expected):
    """Whether two rows are equal; doubles only as far as a double is exact."""
    return len(found) == len(expected) and all(
        a == (pytest.approx(b) if isinstance(a, float) else b)
        for a, b in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("joined", FAN_OUTS, ids=" and ".join)
def test_measures_take_each_order_once_whatever_is_joined(joined, rows, sql):
    expected = sql(f"SELECT {', '.join(MEASURES.values())} FROM orders")
    found = rows("orders", [*MEASURES, *joined])
    assert _same(found[0][: len(MEASURES)], expected[0])


@pytest.mark.parametrize("joined", FAN_OUTS, ids=" and ".join)
def test_measures_by_region_equal_plain_sql(joined, rows, sql):
    statement = f"SELECT region, {', '.join(MEASURES.values())} FROM orders GROUP BY 1"
    expected = {row[0]: row[1:] for row in sql(statement)}
    found = rows("orders", ["orders.region", *MEASURES, *joined])
    assert {row[0] for row in found} == set(expected)
    for region, *values in found:
        assert _same(values[: len(MEASURES)], expected[region])


def test_sums_of_decimals_are_exact_on_a_fan_out(rows):
    (row,) = rows("orders", ["orders.total_rate", "orders.total", "lines.count"])
    assert row[0] == Decimal("180143985094819864.946913579")
    assert row[1] == Decimal("1000000000026.97")


def test_medians_and_percentiles_take_each_order_once(rows):
    fields = ["orders.middle", "orders.upper"]
    (plain,) = rows("orders", fields)
    (repeated,) = rows("orders", [*fields, "lines.count", "payments.count"])
    assert [float(value) for value in plain] == [10.1, 10.1]
    assert [float(value) for value in repeated[:2]] == [10.1, 10.1]


def test_both_sides_of_two_fan_outs_are_exact(rows, sql):
    measures = ["lines.count", "lines.total_price", "payments.count", "payments.total_payment"]
    found = rows("orders", ["orders.id", *measures])
    expected = sql("""
        SELECT id, coalesce(lines, 0), coalesce(price, 0), coalesce(paid, 0), coalesce(amount, 0)
        FROM (SELECT id FROM orders) o
        LEFT JOIN (SELECT order_id, count(*) AS lines, sum(price) AS price FROM lines GROUP BY 1) l
            ON l.order_id = id
        LEFT JOIN (
            SELECT order_id, count(*) AS paid, sum(amount) AS amount FROM payments GROUP BY 1
        ) p ON p.order_id = id
        """)
    assert sorted(found) == sorted(expected)
    by_region = rows("orders", ["orders.region", *measures])
    assert [sum(each) for each in list(zip(*by_region, strict=True))[1:]] == [
        sum(each) for each in list(zip(*found, strict=True))[1:]
    ]


def test_measures_of_the_one_side_are_exact_from_the_many_side(rows, sql):
    found = rows("lines", ["orders.total", "orders.count", "lines.count", "lines.total_price"])
    assert found == sql("""
        SELECT (SELECT sum(amount) FROM orders WHERE id IN (SELECT order_id FROM lines)),
            (SELECT count(*) FROM orders WHERE id IN (SELECT order_id FROM lines)),
            count(*), sum(price)
        FROM lines
        """)


def test_filters_of_a_fan_out_choose_orders_and_do_not_repeat_them(rows, sql):
    fields = ["orders.total", "orders.count", "orders.paid_total"]
    assert rows("orders", fields, filters={"lines.sku": "a"}) == sql("""
        SELECT sum(amount), count(*), sum(CASE WHEN paid THEN amount END) FROM orders
        WHERE EXISTS (SELECT 1 FROM lines WHERE order_id = orders.id AND sku = 'a')
        """)


def test_a_count_of_a_joined_view_leaves_out_rows_without_a_match(rows):
    assert rows("orders", ["orders.count", "lines.count", "payments.count"]) == [(7, 8, 5)]


def test_counts_are_exact_with_every_type_of_join(rows, sql):
    fields = ["lines.count", "orders.count", "lines.total_price", "orders.total"]
    assert rows("all_lines", fields) == sql("""
        SELECT (SELECT count(*) FROM lines), (SELECT count(*) FROM orders),
            (SELECT sum(price) FROM lines), (SELECT sum(amount) FROM orders)
        """)
    assert rows("all_lines", [*fields, "regions.name"], filters={"regions.code": "north"}) == [
        (*rows("all_lines", fields)[0], "NORTH")
    ]
    assert rows("matched_lines", ["lines.count", "orders.count"]) == [(8, 5)]


def test_only_the_joins_that_a_query_needs_are_made(shop, shop_warehouse, rows):
    assert rows("lines", ["lines.count"]) == [(9,)]
    assert rows("lines", ["lines.count", "payments.count"]) == [(9, 5)]


def test_a_view_without_primary_key_cannot_be_summed_on_a_fan_out(rows):
    assert len(rows("keyless_lines", ["keyless_lines.total_price"])) == 1
    with pytest.raises(QueryError, match="primary key"):
        rows("keyless_lines", ["keyless_lines.total_price", "payments.count"])


def test_dimensions_group_the_rows(rows):
    assert len(rows("lines", ["lines.sku"])) == 3
    assert len(rows("lines", ["lines.id", "lines.sku"])) == 9
