"""Inquiries: rows that the instance computes for parameters."""

from __future__ import annotations

from tap_acumatica.streams.entity import Inquiry

INQUIRIES = (
    # The only source of branches in the endpoint `Default`.
    Inquiry("CompaniesStructure", "branches", ("branch_id",)),
    Inquiry(
        "AccountDetailsForPeriodInquiry",
        "account_details",
        ("for_ledger", "for_period", "row_number"),
        by_period=("FromPeriod", "ToPeriod"),
    ),
    Inquiry(
        "AccountSummaryInquiry",
        "account_summaries",
        ("for_ledger", "for_period", "row_number"),
        by_period=("Period",),
    ),
)
