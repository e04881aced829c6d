"""What the warehouse and the ERPs do not have alike: every finding, for every source."""

from __future__ import annotations

import pytest

FINDINGS = {
    "netsuite": [
        ("inactive_in_erp", "vendor", "V-506", "Closed Works", "Closed Works"),
        ("inactive_in_warehouse", "vendor", "V-502", "Acme Parts", "Acme Parts"),
        ("missing_in_erp", "account", "9999", None, "Gone"),
        ("missing_in_erp", "vendor", "V-503", None, "Gone Ltd"),
        ("missing_in_warehouse", "vendor", "V-504", "Ouro", None),
        ("named_otherwise", "cost_center", "D-110", "Field Sales", "Field"),
        ("named_otherwise", "vendor", "V-501", "Acme Holding", "Acme Group"),
    ],
    "quickbooks": [
        ("inactive_in_erp", "account", "4900", "Discounts", None),
        ("inactive_in_warehouse", "vendor", "1", "Acme", "Acme"),
        ("missing_in_erp", "account", "unnamed", None, None),
        ("missing_in_erp", "account", "unnamed", None, None),
        ("missing_in_erp", "vendor", "7", None, None),
        ("missing_in_erp", "vendor", "99", None, None),
        ("missing_in_warehouse", "account", "9", "Bank", None),
        ("named_otherwise", "account", "1000", "Bank", "Cash"),
    ],
    "acumatica": [
        ("inactive_in_erp", "cost_center", "SAL", "SAL", None),
        ("inactive_in_erp", "vendor", "V2", "Ouro", None),
        ("inactive_in_warehouse", "cost_center", "ADM", "ADM", "ADM"),
        ("missing_in_erp", "account", "61000", None, None),
        ("missing_in_erp", "cost_center", "FIN", None, None),
        ("missing_in_warehouse", "account", "60500", "Unused", None),
        ("named_otherwise", "account", "40000", "Sales", "Revenue"),
    ],
    # Both charts have an account 6000 and a cost center 100; the number is all that a list names.
    "oracle_fusion": [
        ("inactive_in_erp", "vendor", "S2", "Vendor Two", "Vendor Two"),
        ("inactive_in_warehouse", "cost_center", "100", "Operations", "Operations"),
        ("inactive_in_warehouse", "cost_center", "100", "UK Operations", "Operations"),
        ("missing_in_erp", "cost_center", "200", None, None),
        ("missing_in_erp", "vendor", "S9", None, "Gone"),
        ("missing_in_warehouse", "account", "1010", "UK Bank", None),
        ("missing_in_warehouse", "cost_center", "900", "All", None),
        ("named_otherwise", "account", "6000", "UK Rent", "Rent"),
        ("named_otherwise", "cost_center", "100", "UK Operations", "Operations"),
        ("named_otherwise", "vendor", "S1", "Vendor One", "Vendor Uno"),
    ],
    "workday": [("missing_in_erp", "vendor", "1", None, "Of no ERP in the warehouse")],
}


def test_every_source_has_every_finding(all_marts):
    found = set(all_marts.of("master_data_check", "source_system", "finding"))
    kinds = {finding for _, finding in found}
    assert len(kinds) == 5
    sources = ("netsuite", "quickbooks", "acumatica", "oracle_fusion")
    assert {(source, finding) for source in sources for finding in kinds} <= found


@pytest.mark.parametrize(("source", "expected"), FINDINGS.items())
def test_findings_are_members_that_both_sides_do_not_have_alike(all_marts, source, expected):
    found = all_marts.of(
        "master_data_check",
        *("finding", "member_type", "member_number", "erp_name", "warehouse_name"),
        # Of the Acumatica tenants, one has a list of its own.
        where=f"source_system = '{source}'"
        " and (source_system <> 'acumatica' or source_account = 'acme')",
        order="finding, member_type, member_number, erp_name",
    )
    assert found == expected


def test_a_finding_has_the_date_of_the_last_use(all_marts):
    [(key, last)] = all_marts.of(
        "master_data_check", "member_key", "last_used_date", where="member_number = 'S2'"
    )
    assert key == "oracle_fusion-acme-S2"
    assert str(last) == "2026-01-10"


def test_a_warehouse_without_a_list_of_its_own_has_what_its_facts_use(bare_marts):
    found = {row for (row,) in bare_marts.of("master_data_check", "finding")}
    assert found <= {"missing_in_erp", "missing_in_warehouse", "inactive_in_erp"}
    assert "missing_in_erp" in found
