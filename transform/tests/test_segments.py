"""Ledgers by category and currency, named dimensions, and periods by subledger."""

from __future__ import annotations

_SEGMENTS = (
    "select line.line_number, segment_name, segment_role, value_code, value_name"
    " from finance.fct_gl_line line"
    " join finance.bridge_segment_combination using (segment_combination_key)"
    " where document_key = '{}' and line.is_primary_book order by 1, segment_number"
)


def test_each_quickbooks_company_posts_to_a_ledger_in_its_currency(quickbooks_marts):
    rows = quickbooks_marts.of(
        "dim_ledger", "ledger_key", "ledger_category", "currency_code", "currency_decimals"
    )
    assert rows == [
        ("quickbooks-100", "primary", "USD", 2),
        ("quickbooks-200", "primary", "CAD", 2),
    ]


def test_netsuite_books_are_in_the_currency_of_each_company(marts):
    ledgers = marts.of("dim_ledger", "ledger_id", "ledger_category", "currency_code")
    lines = marts.rows(
        "select distinct ledger_currency_code = base_currency_code from finance.fct_gl_line"
        " where source_system = 'netsuite'"
    )
    assert ledgers == [("1", "primary", None), ("2", "secondary", None)]
    assert lines == [(True,)]


def test_lines_have_departments_classes_and_locations_as_named_dimensions(marts):
    assert marts.rows(_SEGMENTS.format("netsuite-1001")) == [
        (1, "Department", "department", "D-110", "Field Sales"),
        (1, "Class", "class", "2", "Spare parts"),
        (1, "Location", "location", "3", "Location 3"),
    ]


def test_the_class_of_a_line_takes_precedence_over_the_transactions(quickbooks_marts):
    rows = quickbooks_marts.rows(_SEGMENTS.format("quickbooks-100-Bill-1"))
    assert [row[2:] for row in rows] == [
        ("class", "1", "Projects"),
        ("class", "7", "Class 7"),
        ("class", "1", "Projects"),
    ]


def test_combinations_are_named_after_their_values(marts):
    rows = marts.of(
        "dim_segment_combination",
        "combination_code",
        "combination_name",
        where="segment_combination_key = 'netsuite-2.2.3'",
    )
    assert rows == [("D-110-2-3", "Field Sales / Spare parts / Location 3")]


def test_values_have_a_hierarchy(marts):
    rows = marts.of(
        "dim_segment_value",
        "value_name",
        "is_active",
        "is_inferred",
        "hierarchy_path",
        where="segment_role <> 'department'",
    )
    assert rows == [
        ("Goods", True, False, "Goods"),
        ("Location 3", True, True, "Location 3"),
        ("Spare parts", False, False, "Goods : Spare parts"),
    ]


def test_a_period_is_locked_by_subledger(marts):
    rows = marts.rows(
        "select period_name, subledger, period_status from finance.dim_period_status"
        " join finance.dim_period using (period_key)"
        " where source_account = 'netsuite' and calendar_key = 'netsuite-1'"
        " and period_name in ('Dec 2025', 'Jan 2026')"
        " and subledger in ('general_ledger', 'payables', 'inventory') order by 1, 2"
    )
    assert rows == [
        ("Dec 2025", "general_ledger", "closed"),
        ("Dec 2025", "inventory", "closed"),
        ("Dec 2025", "payables", "closed"),
        ("Jan 2026", "general_ledger", "open"),
        ("Jan 2026", "inventory", "open"),
        ("Jan 2026", "payables", "locked"),
    ]


def test_a_quickbooks_period_has_one_status_for_all_subledgers(quickbooks_marts):
    rows = quickbooks_marts.rows(
        "select period_status, count(*) from finance.dim_period_status"
        " where period_key = 'quickbooks-100-2026-05' group by 1"
    )
    assert rows == [("closed", 6)]
