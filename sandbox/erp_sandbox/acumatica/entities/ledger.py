"""Accounts, ledgers, periods, currencies and journals."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.spec import entity, shape, view

ACCOUNT = entity(
    "Account",
    "GL202500",
    "PX.Objects.GL.AccountMaint",
    view(
        "AccountRecords",
        text=(
            "AccountCD AccountClass=AccountClassID AccountGroup=AccountGroupID "
            "ConsolidationAccount=GLConsolAccountCD CurrencyID=CuryID Description PostOption "
            "RevaluationRateType=RevalCuryRateTypeId TaxCategory=TaxCategoryID Type"
        ),
        integer="AccountID ChartOfAccountsOrder=COAOrder",
        boolean=(
            "Active CashAccount=IsCashAccount RequireUnits Secured UseDefaultSubaccount=NoSubDetail"
        ),
        timestamp="CreatedDateTime LastModifiedDateTime",
    ),
    keys="AccountCD",
    title="GL Account",
    dac="PX.Objects.GL.Account",
)

SUBACCOUNT = entity(
    "Subaccount",
    "GL203000",
    "PX.Objects.GL.SubAccountMaint",
    view(
        "SubRecords",
        boolean="Active Secured",
        text="Description SubaccountCD=SubCD",
        integer="SubaccountID=SubID",
    ),
    keys="SubaccountCD",
    dac="PX.Objects.GL.Sub",
)

LEDGER_BRANCHES = shape(
    "LedgerBranches",
    view(
        "BranchesView",
        boolean="Active",
        text="BranchID=BranchCD BranchName=AcctName CompanyName=Organization__OrganizationName",
    ),
    keys="BranchID",
)

LEDGER_COMPANIES = shape(
    "LedgerCompanies",
    view(
        "OrganizationLedgerLinkWithOrganizationSelect",
        boolean="Active=Organization__Active",
        text=(
            "Company=OrganizationID CompanyName=Organization__OrganizationName "
            "CompanyType=Organization__OrganizationType"
        ),
    ),
    keys="Company",
)

LEDGER = entity(
    "Ledger",
    "GL201500",
    "PX.Objects.GL.GeneralLedgerMaint",
    view(
        "LedgerRecords",
        boolean="ConsolidationSource=ConsolAllowed",
        text="Currency=BaseCuryID Description=Descr LedgerID=LedgerCD Type=BalanceType",
        timestamp="LastModifiedDateTime",
    ),
    keys="LedgerID",
    dac="PX.Objects.GL.Ledger",
    details={
        "Branches": LEDGER_BRANCHES,
        "Companies": LEDGER_COMPANIES,
    },
)

FINANCIAL_PERIOD_DETAIL = shape(
    "FinancialPeriodDetail",
    view(
        "Periods",
        boolean=(
            "AdjustmentPeriod=IsAdjustment ClosedInAP=APClosed ClosedInAR=ARClosed "
            "ClosedInCA=CAClosed ClosedInFA=FAClosed ClosedInIN=INClosed"
        ),
        text="Description=Descr FinancialPeriodID=FinPeriodID PeriodNbr Status",
        date="EndDate=EndDateUI StartDate",
        integer="LengthInDays=Length",
    ),
    keys="FinancialPeriodID",
)

FINANCIAL_PERIOD = entity(
    "FinancialPeriod",
    "GL201000",
    "PX.Objects.GL.MasterFinPeriodMaint",
    view(
        "FiscalYear",
        timestamp="CreatedDateTime LastModifiedDateTime",
        text="FinancialYear=Year",
        short="NbrOfPeriods=FinPeriods",
        date="StartDate",
        boolean="UserDefinedPeriods=CustomPeriods",
    ),
    keys="FinancialYear",
    title="Financial Year",
    dac="PX.Objects.GL.FinPeriods.MasterFinYear",
    details={
        "Details": FINANCIAL_PERIOD_DETAIL,
    },
)

COMPANY_FINANCIAL_PERIOD_DETAIL = shape(
    "FinancialPeriodDetail",
    view(
        "OrgFinPeriods",
        boolean=(
            "AdjustmentPeriod=IsAdjustment ClosedInAP=APClosed ClosedInAR=ARClosed "
            "ClosedInCA=CAClosed ClosedInFA=FAClosed ClosedInIN=INClosed"
        ),
        text="Description=Descr FinancialPeriodID=FinPeriodID PeriodNbr Status",
        date="EndDate=EndDateUI StartDate",
        integer="LengthInDays=Length",
    ),
    keys="FinancialPeriodID",
)

COMPANY_FINANCIAL_PERIOD = entity(
    "CompanyFinancialPeriod",
    "GL201100",
    "PX.Objects.GL.OrganizationFinPeriodMaint",
    view(
        "OrgFinYear",
        text="Company=OrganizationID FinancialYear=Year",
        short="NbrOfPeriods=FinPeriods",
        date="StartDate",
    ),
    keys="Company FinancialYear",
    title="Company Financial Year",
    dac="PX.Objects.GL.FinPeriods.OrganizationFinYear",
    details={
        "Details": COMPANY_FINANCIAL_PERIOD_DETAIL,
    },
)

CURRENCY = entity(
    "Currency",
    "CM202000",
    "PX.Objects.CM.CurrencyMaint",
    view(
        "CuryListRecords",
        boolean="Active=IsActive UseForAccounting=IsFinancial",
        timestamp="CreatedDateTime LastModifiedDateTime",
        text="CurrencyID=CuryID CurrencySymbol=CurySymbol Description",
        short="DecimalPrecision=DecimalPlaces",
    ),
    keys="CurrencyID",
    dac="PX.Objects.CM.CurrencyList",
)

JOURNAL_TRANSACTION_DETAIL = shape(
    "JournalTransactionDetail",
    view(
        "GLTranModuleBatNbr",
        text=(
            "Account=AccountID BranchID CostCode=CostCodeID "
            "Description=AccountID_Account_description Project=ProjectID ProjectTask=TaskID "
            "ReferenceNbr=RefNbr Subaccount=SubID TransactionDescription=TranDesc UOM "
            "VendorOrCustomer=ReferenceID"
        ),
        decimal="CreditAmount=CuryCreditAmt DebitAmount=CuryDebitAmt Qty",
        boolean="IsNonPM NonBillable",
        integer="LineNbr",
        long="ProjectTransactionID=PMTranID",
    ),
    custom=view(
        "GLTranModuleBatNbr",
        text="FinPeriodID TranPeriodID InventoryID TaxID OrigModule OrigBatchNbr TranType",
        decimal="DebitAmt CreditAmt",
        date="TranDate",
        integer="OrigLineNbr",
    ),
    keys="LineNbr",
)

JOURNAL_TRANSACTION = entity(
    "JournalTransaction",
    "GL301000",
    "PX.Objects.GL.JournalEntry",
    view(
        "BatchModule",
        text=(
            "BatchNbr BranchID CurrencyID=CuryID Description LedgerID Module "
            "PostPeriod=FinPeriodID Status"
        ),
        timestamp="CreatedDateTime LastModifiedDateTime",
        boolean="Hold",
        date="TransactionDate=DateEntered",
    ),
    keys="Module BatchNbr",
    title="GL Batch",
    custom=view(
        "BatchModule",
        text="BatchType OrigBatchNbr OrigModule AttributeEXTREF UsrSource",
        decimal="CuryDebitTotal CuryCreditTotal CuryControlTotal DebitTotal CreditTotal",
        boolean="AutoReverse Posted Released",
        integer="ReverseCount",
    ),
    dac="PX.Objects.GL.Batch",
    details={
        "Details": JOURNAL_TRANSACTION_DETAIL,
    },
    actions="ReleaseJournalTransaction",
)

ENTITIES = (
    ACCOUNT,
    SUBACCOUNT,
    LEDGER,
    FINANCIAL_PERIOD,
    COMPANY_FINANCIAL_PERIOD,
    CURRENCY,
    JOURNAL_TRANSACTION,
)
