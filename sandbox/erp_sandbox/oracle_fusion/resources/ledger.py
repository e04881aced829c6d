"""General Ledger: journals and balances."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources.spec import Finder, attributes, flexfield, resource

_TOTALS = (
    "RunningTotalDr RunningTotalCr RunningTotalAccountedDr RunningTotalAccountedCr ControlTotal"
)
_LINES = resource(
    "journalLines",
    "Journal Lines",
    "JeLineNumber",
    attributes(
        integers="JeLineNumber",
        numbers="AccountedDr AccountedCr EnteredDr EnteredCr CurrencyConversionRate StatAmount",
        texts="AccountCombination CurrencyCode UserCurrencyConversionType Description"
        " ChartOfAccountsName ReconciliationReference jgzzReconStatusMeaning CreatedBy"
        " LastUpdatedBy",
        dates="CurrencyConversionDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="JeLineNumber AccountCombination LastUpdateDate",
    ),
    flexfield("journalLinesDFF", "Journal Lines DFF", "JeLineNumber", texts="vesselNumber"),
    opaque=True,
)
_HEADERS = resource(
    "journalHeaders",
    "Journal Headers",
    "",
    attributes(
        numbers=f"{_TOTALS} CurrencyConversionRate",
        texts="JournalName JournalDescription LedgerName LedgerCurrencyCode CurrencyCode PeriodName"
        " UserJeCategoryName UserCurrencyConversionType LegalEntityName ExternalReference"
        " AccrualReversalStatus CreatedBy LastUpdatedBy",
        dates="DefaultEffectiveDate CurrencyConversionDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="JournalName LedgerName PeriodName LastUpdateDate",
    ),
    _LINES,
    flexfield("journalHeadersDFF", "Journal Headers DFF", "", texts="closeTask"),
)
_BATCHES = resource(
    "journalBatches",
    "Journal Batches",
    "JeBatchId",
    attributes(
        integers="JeBatchId PostingRunId RequestId",
        numbers=_TOTALS,
        texts="BatchName BatchDescription DefaultPeriodName Status StatusMeaning"
        " CompletionStatusMeaning ApprovalStatusMeaning ApproverEmployeeName FundsStatusMeaning"
        " UserJeSourceName ChartOfAccountsName UserPeriodSetName AccountedPeriodType"
        " ActualFlagMeaning ParentJeBatchName ReversalPeriod ReversalMethodMeaning ErrorMessage"
        " CreatedBy LastUpdatedBy",
        dates="PostedDate ReversalDate",
        timestamps="CreationDate LastUpdateDate",
        flags="ReversalFlag",
        mandatory="JeBatchId BatchName Status LastUpdateDate",
        hidden="ErrorMessage",
    ),
    _HEADERS,
    resource(
        "journalErrors",
        "Journal Errors",
        "ErrorNumber",
        attributes(
            integers="ErrorNumber JeLineNumber",
            texts="BatchName HeaderName ErrorMessage ErrorMessageName",
        ),
        opaque=True,
    ),
    resource(
        "journalActionLogs",
        "Journal Action Logs",
        "ActionDate",
        attributes(texts="ActionCodeMeaning UserName", timestamps="ActionDate"),
        opaque=True,
    ),
    flexfield("journalBatchDFF", "Journal Batch DFF", "JeBatchId", texts="closeTask"),
    finders=(Finder("JournalsFinder", (("accountingPeriod", "string"),)),),
)
_VARIABLES = tuple(
    (name, "string")
    for name in (
        "accountCombination",
        "accountingPeriod",
        "currency",
        "ledgerName",
        "ledgerSetName",
        "mode",
        "amountType",
        "currencyType",
        "scenario",
    )
)
_BALANCES = resource(
    "ledgerBalances",
    "Ledger Balances",
    "AccountGroupName AccountName LedgerSetName LedgerName Currency CurrentAccountingPeriod"
    " AccountCombination",
    attributes(
        texts="AccountGroupName AccountName LedgerSetName LedgerName Currency"
        " CurrentAccountingPeriod PeriodName Scenario AccountCombination DetailAccountCombination"
        " AmountType CurrencyType BeginningBalance PeriodActivity EndingBalance ActualBalance"
        " BudgetBalance CurrentPeriodBalance ErrorDetail",
    ),
    opaque=True,
    finders=(
        Finder("AccountBalanceFinder", _VARIABLES),
        Finder(
            "AccountGroupBalanceFinder",
            tuple(
                (name, "string")
                for name in (
                    "accountGroupName",
                    "accountName",
                    "accountingPeriod",
                    "currency",
                    "ledgerName",
                    "ledgerSetName",
                )
            ),
        ),
    ),
)
RESOURCES = (_BATCHES, _BALANCES)
