"""The marts of Acumatica tenants whose companies, classes and types are other than the usual."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture(scope="session")
def hidden_marts(all_marts):
    """The marts of the tenant whose API user may not see companies and branches."""
    return all_marts.of_source("source_account = 'hidden'")


def test_an_account_that_vendors_name_is_a_control_account_whatever_its_class(hidden_marts):
    accounts = hidden_marts.of(
        "dim_account", "account_number", "account_type", where="account_class = 'liability'"
    )
    aging = hidden_marts.of("ap_aging", "document_number", "open_amount", "base_open_amount")
    assert accounts == [
        ("20000", "accounts_payable"),
        ("21000", "other_current_liability"),
    ]
    assert aging == [("0001", Decimal("60.25"), Decimal("60.25"))]
