"""Inquiries: entities that are read with PUT and have no rows of their own."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.spec import entity, shape, view

COMPANIES_STRUCTURE_DETAIL = shape(
    "CompaniesStructureDetail",
    view(
        "Results",
        text=(
            "BaseCurrencyID=Branch_baseCuryID BranchCountry=Branch_countryID "
            "BranchID=Branch_branchCD BranchName=BAccount_acctName "
            "CompanyID=Organization_organizationCD CompanyName=Organization_organizationName "
            "CompanyType=Organization_organizationType"
        ),
        boolean="BranchStatus=Branch_active CompanyStatus=Organization_active",
    ),
)

COMPANIES_STRUCTURE = entity(
    "CompaniesStructure",
    "CS401000",
    "PX.Objects.CS.CompanyStructureInq",
    details={
        "Results": COMPANIES_STRUCTURE_DETAIL,
    },
)

ACCOUNT_SUMMARY_ROW = shape(
    "AccountSummaryRow",
    view(
        "EnqResult",
        text=(
            "Account=AccountCD AccountClass=AccountClassID Branch=BranchID "
            "ConsolidationAccount=ConsolAccountCD CurrencyID=CuryID Description "
            "LastActivity=LastActivityPeriod Subaccount=SubCD Type"
        ),
        decimal=(
            "BeginningBalance=SignBegBalance CreditTotal=PtdCreditTotal "
            "CurrencyBeginningBalance=SignCuryBegBalance CurrencyCreditTotal=CuryPtdCreditTotal "
            "CurrencyDebitTotal=CuryPtdDebitTotal CurrencyEndingBalance=SignCuryEndBalance "
            "CurrencyPtdTotal=CuryPtdSaldo DebitTotal=PtdDebitTotal EndingBalance=SignEndBalance "
            "PtdTotal=PtdSaldo"
        ),
        integer="LedgerID",
    ),
)

ACCOUNT_SUMMARY_INQUIRY = entity(
    "AccountSummaryInquiry",
    "GL401000",
    "PX.Objects.GL.AccountHistoryEnq",
    view(
        "Filter",
        text=(
            "AccountClass=AccountClassID Branch=OrgBAccountID Ledger=LedgerID Period=FinPeriodID "
            "Subaccount=SubCD"
        ),
    ),
    details={
        "Results": ACCOUNT_SUMMARY_ROW,
    },
)

ACCOUNT_DETAILS_FOR_PERIOD_INQUIRY_DETAIL = shape(
    "AccountDetailsForPeriodInquiryDetail",
    view(
        "Results",
        text=(
            "Account=GLTran_accountID BatchNumber=GLTran_BatchNbr Branch=GLTran_branchID "
            "Currency=Batch_curyID CustomerVendor=GLTran_referenceID Ledger=Batch_ledgerID "
            "Module=GLTran_module PeriodID=GLTran_finPeriodID Project=GLTran_projectID "
            "ProjectTask=GLTran_taskID RefNumber=GLTran_refNbr Subaccount=GLTran_subID "
            "TransactionDescription=GLTran_tranDesc TransactionType=GLTran_tranType"
        ),
        decimal=(
            "CreditAmount=GLTran_curyCreditAmt CreditAmountInBaseCurrency=GLTran_creditAmt "
            "DebitAmount=GLTran_curyDebitAmt DebitAmountInBaseCurrency=GLTran_debitAmt"
        ),
        timestamp="LastModifiedDateTime=GLTran_lastModifiedDateTime",
        date="TransactionDate=GLTran_tranDate",
        boolean="Posted=GLTran_posted Released=GLTran_released",
    ),
)

ACCOUNT_DETAILS_FOR_PERIOD_INQUIRY = entity(
    "AccountDetailsForPeriodInquiry",
    "GL404001",
    "PX.Data.PXGenericInqGrph",
    view("Filter", text="FromPeriod Ledger ToPeriod", boolean="IncludeUnposted IncludeUnreleased"),
    details={
        "Results": ACCOUNT_DETAILS_FOR_PERIOD_INQUIRY_DETAIL,
    },
)

ENTITIES = (
    COMPANIES_STRUCTURE,
    ACCOUNT_SUMMARY_INQUIRY,
    ACCOUNT_DETAILS_FOR_PERIOD_INQUIRY,
)
