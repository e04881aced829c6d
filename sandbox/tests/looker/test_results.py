from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from erp_sandbox.looker.sql.query import QueryError
from erp_sandbox.looker.sql.results import ROW_TOTAL


def test_pivoted_cells_equal_the_unpivoted_rows(result, rows):
    fields = ["orders.region", "lines.sku", "orders.total", "lines.count"]
    long = {row[:2]: row[2:] for row in rows("orders", fields)}
    pivoted = result("orders", fields, pivots=["lines.sku"], sorts=["orders.region"])
    assert [pivot.data["lines.sku"] for pivot in pivoted.pivots] == [None, "a", "b", "c"]
    cells = {
        (row["orders.region"], pivot.data["lines.sku"]): (
            row["orders.total"][pivot.key],
            row["lines.count"][pivot.key],
        )
        for row in pivoted.rows
        for pivot in pivoted.pivots
    }
    assert {key: value for key, value in cells.items() if value != (None, None)} == long
    assert [row["orders.region"] for row in pivoted.rows] == [None, "", "50%_off", "north", "south"]


def test_totals_and_row_totals_take_each_order_once(result, rows):
    pivoted = result(
        "orders",
        ["orders.region", "lines.sku", "orders.total"],
        pivots=["lines.sku"],
        total=True,
        row_total="right",
    )
    assert pivoted.pivots[-1].key == ROW_TOTAL
    by_region = dict(rows("orders", ["orders.region", "orders.total"]))
    totals = {row["orders.region"]: row["orders.total"][ROW_TOTAL] for row in pivoted.rows}
    assert totals == by_region
    by_sku = dict(rows("orders", ["lines.sku", "orders.total"]))
    found = {
        pivot.data["lines.sku"]: pivoted.totals["orders.total"][pivot.key]
        for pivot in pivoted.pivots[:-1]
    }
    assert found == by_sku
    assert [(pivoted.totals["orders.total"][ROW_TOTAL],)] == rows("orders", ["orders.total"])
    assert pivoted.totals["orders.region"] is None


def test_totals_are_about_all_rows_whatever_the_limit(result):
    limited = result("orders", ["orders.region", "orders.count"], total=True, limit="1")
    assert len(limited.rows) == 1
    assert limited.totals == {"orders.region": None, "orders.count": 7}


def test_columns_beyond_the_column_limit_are_truncated_and_reported(result):
    fields = ["orders.region", "lines.sku", "lines.count"]
    assert not result("orders", fields, pivots=["lines.sku"]).columns_truncated
    cut = result("orders", fields, pivots=["lines.sku"], column_limit="2", limit="2")
    assert cut.columns_truncated
    assert len(cut.pivots) == 2
    assert len(cut.rows) == 2


def test_rows_are_sorted_by_a_column_of_a_pivot(result):
    options = {"pivots": ["lines.sku"], "sorts": ["lines.count desc 1"]}
    found = result("orders", ["orders.region", "lines.sku", "lines.count"], **options)
    key = found.pivots[1].key
    counts = [row["lines.count"][key] for row in found.rows]
    assert counts == [2, 2, None, None, None]


def test_filters_on_measures_leave_totals_as_they_are(result):
    """The vendor's totals contain the groups that a filter on a measure leaves out."""
    found = result(
        "orders",
        ["orders.region", "lines.sku", "orders.count"],
        pivots=["lines.sku"],
        filters={"orders.count": ">1"},
        total=True,
        row_total="right",
    )
    assert [(row["orders.region"], row["orders.count"]) for row in found.rows] == [
        ("north", {"a": None, "b": 2, ROW_TOTAL: 2}),
        ("south", {"a": 2, "b": None, ROW_TOTAL: 2}),
    ]
    assert found.totals["orders.count"] == {"a": 3, "b": 2, ROW_TOTAL: 7}


def test_filled_dimensions_have_a_row_for_each_period(result):
    fields = ["orders.placed_month", "orders.count"]
    found = result("orders", fields, fill_fields=["orders.placed_month"])
    assert [tuple(row.values()) for row in found.rows] == [
        ("2026-08", 1), ("2026-07", None), ("2026-06", None), ("2026-05", None), ("2026-04", 1),
        ("2026-03", 2), ("2026-02", None), ("2026-01", 2), (None, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "size", "first", "last"),
    [
        ("orders.placed_date", 232, None, date(2026, 8, 19)),
        ("orders.placed_week", 35, None, date(2026, 8, 16)),
        ("orders.placed_quarter", 4, None, "2026-07"),
        ("orders.placed_year", 2, None, 2026),
        ("orders.placed_day_of_week", 8, None, "Sunday"),
        ("orders.placed_month_name", 13, None, "December"),
        ("orders.placed_hour", 24 * 230 + 12, None, "2026-08-19 10"),
        ("orders.is_paid", 2, "No", "Yes"),
    ],
)
def test_filled_values_are_in_the_order_of_the_calendar(field, size, first, last, result):
    found = result("orders", [field, "orders.count"], fill_fields=[field], sorts=[field])
    values = [row[field] for row in found.rows]
    assert (len(values), values[0], values[-1]) == (size, first, last)
    assert sum(row["orders.count"] or 0 for row in found.rows) == 7


def test_subtotals_are_refused(result):
    with pytest.raises(QueryError, match="not supported"):
        result("orders", ["orders.region", "orders.count"], subtotals=["orders.region"])


def _dynamic(*fields):
    return json.dumps(fields)


def test_table_calculations_run_over_the_rows(result):
    found = result(
        "orders",
        ["orders.id", "orders.amount", "running", "share", "before", "big", "place"],
        sorts=["orders.id"],
        filters={"orders.id": "[1,3]"},
        dynamic_fields=_dynamic(
            {"table_calculation": "running", "expression": "running_total(${orders.amount})"},
            {
                "table_calculation": "share",
                "expression": "round(${orders.amount} / sum(${orders.amount}), 2)",
            },
            {"table_calculation": "before", "expression": "offset(${orders.amount}, -1)"},
            {
                "table_calculation": "big",
                "expression": 'if(${running} > 20, "yes", concat("no ", row()))',
            },
            {
                "table_calculation": "place",
                "calculation_type": "rank_of_column",
                "source_field": "orders.amount",
            },
        ),
    )
    assert [row["running"] for row in found.rows] == [
        Decimal("10.10"),
        Decimal("20.20"),
        Decimal("20.21"),
    ]
    assert [row["share"] for row in found.rows] == [
        Decimal("0.50"),
        Decimal("0.50"),
        Decimal("0.00"),
    ]
    assert [row["before"] for row in found.rows] == [None, Decimal("10.10"), Decimal("10.10")]
    assert [row["big"] for row in found.rows] == ["no 1", "yes", "yes"]
    assert [row["place"] for row in found.rows] == [1, 1, 3]


def test_rows_are_sorted_by_a_table_calculation_before_the_limit(result):
    found = result(
        "orders",
        ["orders.id", "minus"],
        sorts=["minus"],
        limit="2",
        dynamic_fields=_dynamic({"table_calculation": "minus", "expression": "0 - ${orders.id}"}),
    )
    assert [row["orders.id"] for row in found.rows] == [7, 6]


def test_table_calculations_are_made_for_each_pivot(result):
    found = result(
        "orders",
        ["orders.region", "lines.sku", "lines.count", "twice"],
        pivots=["lines.sku"],
        dynamic_fields=_dynamic({"table_calculation": "twice", "expression": "${lines.count} * 2"}),
    )
    for row in found.rows:
        for key, value in row["lines.count"].items():
            assert row["twice"][key] == (None if value is None else value * 2)


def test_custom_dimensions_and_measures_are_computed_by_the_warehouse(rows, sql):
    found = rows(
        "orders",
        ["kind", "paid_sum", "paid_total", "orders.count"],
        sorts=["kind"],
        dynamic_fields=_dynamic(
            {"dimension": "kind", "_type_hint": "string",
             "expression": 'case(when(is_null(${orders.region}), "none"),'
             ' when(contains(${orders.region}, "o"), "o"), "other")'},
            {"measure": "paid_sum", "based_on": "orders.amount", "type": "sum",
             "filters": {"orders.is_paid": "Yes"}},
            {"measure": "paid_total", "based_on": "orders.total",
             "filter_expression": "${orders.is_paid} AND ${orders.id} < 4"},
        ),
    )  # fmt: skip
    assert found == sql("""
        SELECT CASE WHEN region IS NULL THEN 'none' WHEN region LIKE '%o%' THEN 'o'
                ELSE 'other' END,
            coalesce(sum(CASE WHEN paid THEN amount END), 0),
            coalesce(sum(CASE WHEN paid AND id < 4 THEN amount END), 0), count(*)
        FROM orders GROUP BY 1 ORDER BY 1
        """)


EXPRESSIONS = {
    "${orders.id} > 2 AND ${orders.id} <= 5": "id > 2 AND id <= 5",
    "${orders.id} = 1 OR NOT ${orders.is_paid}": "id = 1 OR NOT paid",
    "${orders.placed_time} > date_time(2026,3,8,6,30,0)": "placed_at > '2026-03-08 06:30:00'",
    "${orders.placed_date} >= date(2026,4,1)": "placed_at >= '2026-04-01'",
    "${orders.placed_month} = date(2026,3,1)": "placed_at BETWEEN '2026-03-01' AND '2026-03-31'",
    "${orders.placed_time} < add_days(-30, now())": "placed_at < '2026-07-20 10:15:30'",
    "diff_days(${orders.placed_date}, ${orders.due_date}) = 0": "due = CAST(placed_at AS DATE)",
    'starts_with(upper(${orders.region}), "NO") OR ends_with(${orders.region}, "_off")':
        "region LIKE 'no%' OR region LIKE '%\\_off' ESCAPE '\\'",
    "abs(${orders.amount}) < 5 AND mod(${orders.id}, 2) = 0": "abs(amount) < 5 AND id % 2 = 0",
    "${orders.above} * 2 > -20": "(amount - id) * 2 > -20",
    "coalesce(${orders.rate}, -1) = -1": "rate IS NULL",
    "matches_filter(${orders.region}, `north,-south`) OR ${orders.id} = 3":
        "region = 'north' OR id = 3",
    'matches_filter(${orders.placed_month}, "2026-03")': "extract(month FROM placed_at) = 3",
    "length(${orders.region}) != 5 # not north or south": "length(region) <> 5",
}  # fmt: skip


@pytest.mark.parametrize(("expression", "condition"), EXPRESSIONS.items())
def test_filter_expressions(expression, condition, rows, sql):
    found = rows("orders", ["orders.id"], filter_expression=expression, sorts=["orders.id"])
    assert found == sql(f"SELECT id FROM orders WHERE {condition} ORDER BY 1")
    assert found


def test_filter_expressions_on_measures_are_about_groups(rows):
    expression = "${orders.count} > 1 AND ${orders.total} < 100"
    assert rows("orders", ["orders.region"], filter_expression=expression) == [("north",)]


def test_measures_of_numbers_are_operands_of_filter_expressions(rows):
    expression = "${orders.paid_share} * 2 > 1 AND 10 - ${orders.paid_share} - 1 < 9"
    assert rows("orders", ["orders.region"], filter_expression=expression) == [("",)]


def test_a_filter_expression_of_constants_chooses_all_or_nothing(rows):
    assert rows("orders", ["orders.id"], filter_expression="1=2") == []
    assert len(rows("orders", ["orders.id"], filter_expression="yes")) == 7


def test_filter_expressions_quote_texts(rows):
    assert rows("orders", ["orders.id"], filter_expression='${orders.region} = "o\'clock"') == []


def test_a_calculation_that_cannot_be_computed_is_refused(result):
    bad = _dynamic({"table_calculation": "x", "expression": "${orders.region} + 1"})
    with pytest.raises(QueryError, match="cannot be computed"):
        result("orders", ["orders.region", "x"], dynamic_fields=bad)
