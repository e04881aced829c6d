from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from erp_sandbox.looker.sql.query import QueryError
from erp_sandbox.looker.warehouse import Warehouse, WarehouseError

# The timeframes of order 2, placed on 2026-01-31 23:59:59 UTC (a Saturday); the week starts on
# Sunday and the fiscal year in April.
TIMEFRAMES = {
    "raw": datetime.fromisoformat("2026-01-31 23:59:59"),
    "time": datetime.fromisoformat("2026-01-31 23:59:59"),
    "date": date(2026, 1, 31),
    "week": date(2026, 1, 25),
    "month": "2026-01",
    "quarter": "2026-01",
    "year": 2026,
    "hour": "2026-01-31 23",
    "hour6": "2026-01-31 18",
    "minute": "2026-01-31 23:59",
    "minute15": "2026-01-31 23:45",
    "second": "2026-01-31 23:59:59",
    "time_of_day": "23:59",
    "hour_of_day": 23,
    "day_of_week": "Saturday",
    "day_of_week_index": 6,
    "day_of_month": 31,
    "day_of_year": 31,
    "week_of_year": 5,
    "month_num": 1,
    "month_name": "January",
    "quarter_of_year": "Q1",
    "fiscal_month_num": 10,
    "fiscal_quarter": "2025-10",
    "fiscal_quarter_of_year": "Q4",
    "fiscal_year": 2025,
    "yesno": "Yes",
}


@pytest.mark.parametrize(("timeframe", "expected"), TIMEFRAMES.items())
def test_timeframes(timeframe, expected, rows):
    assert rows("orders", [f"orders.placed_{timeframe}"], filters={"orders.id": "2"}) == [
        (expected,)
    ]


def test_times_follow_the_time_zone_of_the_query_and_dates_do_not(rows):
    fields = ["orders.placed_time", "orders.placed_date", "orders.due_date", "orders.placed_raw"]
    (row,) = rows("orders", fields, filters={"orders.id": "1"}, query_timezone="America/New_York")
    assert row == (
        datetime.fromisoformat("2025-12-31 19:30:00"), date(2025, 12, 31), date(2026, 1, 31),
        datetime.fromisoformat("2026-01-01 00:30:00"),
    )  # fmt: skip


def test_timeframes_are_those_of_the_time_zone_of_the_query(rows):
    """Order 1 is of 2025-12-31 19:30 in New York, a Wednesday."""
    expected = {
        "week": date(2025, 12, 28),
        "month": "2025-12",
        "quarter": "2025-10",
        "year": 2025,
        "hour6": "2025-12-31 18",
        "minute15": "2025-12-31 19:30",
        "day_of_week": "Wednesday",
        "fiscal_year": 2025,
        "fiscal_quarter": "2025-07",
        "fiscal_month_num": 9,
    }
    fields = [f"orders.placed_{timeframe}" for timeframe in expected]
    found = rows("orders", fields, filters={"orders.id": "1"}, query_timezone="America/New_York")
    assert found == [tuple(expected.values())]


def test_references_are_operands(rows, sql):
    fields = ["orders.id", "orders.twice"]
    expected = "SELECT id, (amount - id) * 2 FROM orders WHERE (amount - id) * 2 > -20 ORDER BY 1"
    assert rows("orders", fields, filters={"orders.twice": ">-20"}, sorts=["orders.id"]) == sql(
        expected
    )


def test_date_filters_are_in_the_time_zone_of_the_query_across_daylight_saving_time(rows):
    def ids(text, **options):
        found = rows("orders", ["orders.id"], filters={"orders.placed_time": text}, **options)
        return [row[0] for row in found]

    # In New York 2026-03-08 06:30 UTC is 01:30, and 07:30 UTC is 03:30: there is no 02:30.
    zone = {"query_timezone": "America/New_York"}
    assert ids("2026-03-08 01:00:00 to 2026-03-08 02:00:00", **zone) == [3]
    assert ids("2026-03-08 03:00:00 to 2026-03-08 04:00:00", **zone) == [4]
    assert ids("2025-12-31", **zone) == [1]
    assert ids("2025-12-31") == []


def test_after_is_inclusive_and_before_and_to_are_exclusive(rows):
    def ids(field, text):
        return [row[0] for row in rows("orders", ["orders.id"], filters={field: text})]

    assert ids("orders.placed_time", "after 2026-03-08 07:30:00") == [4, 5, 6]
    assert ids("orders.placed_time", "before 2026-01-31 23:59:59") == [1]
    assert ids("orders.placed_time", "2026-01-01 00:30:00 to 2026-01-31 23:59:59") == [1]
    assert ids("orders.placed_date", "null") == [7]
    assert ids("orders.placed_month", "2026-03, not null") == ids("orders.placed_raw", "not null")
    assert ids("orders.due_date", "after 2026-03-08") == [3, 4, 6]
    assert ids("orders.due_date", "2026-01-01 to 2026-03-02") == [1]
    assert ids("orders.due_month", "2026-03") == [2, 3]


def test_filters_choose_the_rows_that_plain_sql_chooses(rows, sql):
    cases = {
        ("orders.region", "north,south"): "region IN ('north', 'south')",
        ("orders.region", "-north"): "region <> 'north' OR region IS NULL",
        ("orders.region", "%o%,-south"): "region LIKE '%o%' AND region <> 'south'",
        ("orders.region", "50^%^_off"): "region = '50%_off'",
        ("orders.region", "50^%%"): "region LIKE '50\\%%' ESCAPE '\\'",
        ("orders.region", "EMPTY"): "region IS NULL OR region = ''",
        ("orders.region", "-EMPTY"): "region <> ''",
        ("orders.region", "-NULL"): "region IS NOT NULL",
        ("orders.region", "NOT NULL"): "FALSE",
        ("orders.region", "it's"): "FALSE",
        ("orders.amount", ">=10.10 AND <100"): "amount >= 10.10 AND amount < 100",
        ("orders.amount", "not 10.1"): "amount <> 10.1 OR amount IS NULL",
        ("orders.amount", "NOT NULL"): "amount IS NOT NULL",
        ("orders.amount", "<0,(9,11)"): "amount < 0 OR (amount > 9 AND amount < 11)",
        ("orders.is_paid", "Yes"): "paid",
        ("orders.is_paid", "No"): "NOT paid OR paid IS NULL",
        ("orders.is_paid", "Yes,No"): "TRUE",
        ("orders.placed_day_of_week", "Sunday"): "extract(isodow FROM placed_at) = 7",
        ("orders.placed_month_num", "[3,4]"): "extract(month FROM placed_at) IN (3, 4)",
        ("orders.placed_year", "2026"): "placed_at >= '2026-01-01' AND placed_at < '2027-01-01'",
        ("orders.days_open", ">20"): "due - CAST(placed_at AS DATE) > 20",
        ("orders.channel", "Post"): "region = 'north'",
        ("orders.size", "10 to 100"): "amount >= 10 AND amount < 100",
        ("orders.region", ""): "TRUE",
    }
    for (field, text), condition in cases.items():
        found = rows("orders", ["orders.id"], filters={field: text}, sorts=["orders.id"])
        assert found == sql(f"SELECT id FROM orders WHERE {condition} ORDER BY 1"), (field, text)


def test_filters_on_measures_are_about_groups(rows):
    found = rows("orders", ["orders.region"], filters={"orders.total": ">100", "orders.count": "2"})
    assert found == [("south",)]


def test_rows_are_sorted_with_nulls_as_the_smallest(rows):
    def regions(*sorts):
        return [row[0] for row in rows("orders", ["orders.region"], sorts=list(sorts))]

    assert regions("orders.region") == [None, "", "50%_off", "north", "south"]
    assert regions("orders.region desc") == ["south", "north", "50%_off", "", None]
    by_count = rows(
        "orders", ["orders.region", "orders.count"], sorts=["orders.count desc", "orders.region"]
    )
    assert [row[0] for row in by_count] == ["north", "south", None, "", "50%_off"]


def test_days_and_months_are_sorted_by_the_calendar(rows):
    fields = ["orders.placed_month_name", "orders.count"]
    found = rows("orders", fields, sorts=["orders.placed_month_name"])
    assert [row[0] for row in found] == [None, "January", "March", "April", "August"]


def test_without_sorts_the_latest_date_or_the_largest_measure_is_first(rows):
    assert rows("orders", ["orders.due_date", "orders.count"])[0] == (date(2026, 8, 20), 1)
    assert rows("orders", ["orders.region", "orders.count"])[0][1] == 2
    assert rows("orders", ["orders.id"])[0] == (1,)


def test_the_limit_is_that_of_the_query(rows):
    assert len(rows("orders", ["orders.id"], limit="3")) == 3
    assert len(rows("orders", ["orders.id"], limit="-1")) == 7
    assert rows("orders", ["orders.id"], limit="0") == []


def test_values_are_exact_and_typed(rows):
    fields = ["orders.id", "orders.rate", "orders.is_paid", "orders.due_date", "orders.size"]
    assert rows("orders", fields, filters={"orders.id": "1"}) == [
        (1, Decimal("90071992547409930.123456789"), "Yes", date(2026, 1, 31), "10 to 100")
    ]
    assert rows("orders", ["orders.is_paid"], filters={"orders.id": "4"}) == [("No",)]


def test_durations_are_complete_units(rows):
    fields = ["orders.days_open", "orders.hours_open", "orders.months_open"]
    assert rows("orders", fields, filters={"orders.id": "2"}) == [(29, 696, 1)]


def test_native_derived_tables(rows, sql):
    found = rows(
        "order_totals",
        [
            "order_totals.order_id",
            "order_totals.total_price",
            "order_totals.place",
            "orders.amount",
        ],
    )
    assert sorted(found) == sorted(
        sql("""
        SELECT orders.id, coalesce(sum(price), 0),
            row_number() OVER (ORDER BY coalesce(sum(price), 0) DESC, orders.id), max(amount)
        FROM orders LEFT JOIN lines ON order_id = orders.id WHERE paid GROUP BY 1
        """)
    )


def test_sql_derived_tables_take_parameters_and_templated_filters(rows):
    fields = ["large_orders.total", "large_orders.count"]
    assert rows("large_orders", fields) == [(Decimal("1000000000026.97"), 7)]
    chosen = {"large_orders.unit": "rate", "large_orders.region": "-north"}
    assert rows("large_orders", fields, filters=chosen) == [(Decimal("4.700000001"), 5)]
    within = {"large_orders.placed_within": "2026-01", "large_orders.paid_only": "Yes"}
    assert rows("large_orders", fields, filters=within) == [(Decimal("10.10"), 1)]


def test_parameters_allow_only_their_values(rows):
    with pytest.raises(QueryError, match="does not allow"):
        rows("orders", ["orders.chosen"], filters={"orders.unit": "id); DROP TABLE orders"})


def test_templates_know_the_bounds_of_a_date_filter(rows):
    filters = {"large_orders.placed_within": "2026-03-08 for 25 days"}
    assert rows("large_orders", ["large_orders.first", "large_orders.last"], filters=filters) == [
        (datetime.fromisoformat("2026-03-08"), datetime.fromisoformat("2026-04-02"))
    ]
    assert rows("large_orders", ["large_orders.first"]) == [(None,)]


def test_filters_can_name_user_attributes(rows):
    filters = {"orders.region": "{{ _user_attributes['region'] }},south"}
    found = rows("orders", ["orders.id"], {"region": "north"}, filters=filters)
    assert found == [(1,), (2,), (3,), (4,)]
    with pytest.raises(QueryError, match='user attribute "region" has no value'):
        rows("orders", ["orders.id"], filters=filters)


def test_joined_derived_tables(rows):
    found = rows("orders", ["regions.name", "orders.count"], filters={"regions.name": "NORTH"})
    assert found == [("NORTH", 2)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fields": []}, "Must query at least one dimension or measure"),
        ({"fields": ["orders.nothing"]}, "Unknown or inaccessible field"),
        ({"filters": {"orders.nothing": "1"}}, 'The filter "orders.nothing" is not allowed.'),
        ({"filters": {"orders.rate": "1"}}, 'The filter "orders.rate" is not allowed.'),
        ({"filters": {"orders.placed_time": "soon"}}, "Invalid date filter"),
        ({"filters": {"orders.amount": "much"}}, "Invalid number filter"),
        ({"sorts": ["orders.region"]}, "is not one of the fields"),
        ({"sorts": [""]}, "is not one of the fields"),
        ({"query_timezone": "Mars/Olympus"}, "Unknown time zone"),
        ({"limit": "many"}, "is not a number"),
        ({"filter_expression": "${orders.id} >"}, "is not valid"),
        ({"filter_expression": "launch(${orders.id})"}, "is not supported"),
        ({"dynamic_fields": "[{}]"}, "custom field"),
    ],
)
def test_queries_that_are_not_valid_are_refused(options, message, rows):
    with pytest.raises(QueryError, match=message):
        rows("orders", **{"fields": ["orders.id"], **options})


def test_errors_of_the_warehouse_are_its_own_words(shop_warehouse):
    with pytest.raises(WarehouseError, match="nothing"):
        list(shop_warehouse.execute("SELECT * FROM nothing"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///x.db", "sqlite is not supported"),
        ("oracle9i://scott:tiger@host/db", "URL is not valid"),
        ("nothing at all://", "URL is not valid"),
    ],
)
def test_other_databases_are_refused_without_their_password(url, message):
    with pytest.raises(ValueError, match=message) as caught:
        Warehouse(url)
    assert "tiger" not in str(caught.value)
