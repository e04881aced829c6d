"""The general ledger: accounts, ledgers, periods, currencies and journals."""

from __future__ import annotations

from tap_acumatica.streams.entity import Details, Entity

LEDGER = (
    Entity("Account", "accounts", ("AccountCD",), dac="PX.Objects.GL.Account"),
    Entity("Subaccount", "subaccounts", ("SubaccountCD",), dac="PX.Objects.GL.Sub"),
    Entity(
        "Ledger",
        "ledgers",
        ("LedgerID",),
        (
            Details("Branches", "ledger_branches", key="BranchID"),
            Details("Companies", "ledger_companies", key="Company"),
        ),
        is_followed=False,
    ),
    Entity(
        "FinancialPeriod",
        "financial_years",
        ("FinancialYear",),
        (Details("Details", "financial_periods", key="FinancialPeriodID"),),
        is_followed=False,
    ),
    Entity(
        "CompanyFinancialPeriod",
        "company_financial_years",
        ("Company", "FinancialYear"),
        (Details("Details", "company_financial_periods", key="FinancialPeriodID"),),
        is_followed=False,
    ),
    Entity("Currency", "currencies", ("CurrencyID",), is_followed=False),
    Entity(
        "JournalTransaction",
        "journal_transactions",
        ("Module", "BatchNbr"),
        (
            Details(
                "Details",
                "journal_transaction_lines",
                key="LineNbr",
                # `DebitAmount` and `CreditAmount` are in the currency of the batch, these two
                # in the ledger's (unconfirmed). Lines of another company than the batch's have
                # periods of their own.
                custom=(
                    "GLTranModuleBatNbr.CreditAmt",
                    "GLTranModuleBatNbr.DebitAmt",
                    "GLTranModuleBatNbr.FinPeriodID",
                    "GLTranModuleBatNbr.InventoryID",
                    "GLTranModuleBatNbr.TranType",
                ),
            ),
        ),
        dac="PX.Objects.GL.Batch",
    ),
)
