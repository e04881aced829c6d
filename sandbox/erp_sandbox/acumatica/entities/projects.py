"""Projects and their tasks."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.parts import ATTRIBUTE
from erp_sandbox.acumatica.entities.spec import entity, shape, view

PROJECT_BALANCE = shape(
    "ProjectBalance",
    view(
        "BalanceRecords",
        text="AccountGroup Description",
        decimal=(
            "ActualAmount=CuryActualAmount "
            "ActualOpenCommittedAmount=CuryActualPlusOpenCommittedAmount "
            "BudgetedCOAmount=CuryBudgetedCOAmount CommittedCOAmount=CuryCommittedCOAmount "
            "CommittedInvoicedAmount=CuryCommittedInvoicedAmount "
            "CommittedOpenAmount=CuryCommittedOpenAmount OriginalBudgetedAmount=CuryAmount "
            "OriginalCommittedAmount=CuryOriginalCommittedAmount Performance "
            "RevisedBudgetedAmount=CuryRevisedAmount RevisedCommittedAmount=CuryCommittedAmount "
            "VarianceAmount=CuryVarianceAmount"
        ),
    ),
)

PROJECT_BILLING_AND_ALLOCATION_SETTINGS = shape(
    "ProjectBillingAndAllocationSettings",
    view(
        "ProjectProperties",
        text=(
            "AllocationRule=AllocationID BillingRule=BillingID Branch=DefaultBranchID "
            "RateTable=RateTableID Terms=TermsID BillingCurrency=BillingCuryID"
        ),
        boolean=(
            "AutomaticallyReleaseARDocuments=AutomaticReleaseAR "
            "CreateProFormaOnBilling=CreateProforma "
            "RunAllocationOnReleaseOfProjectTransactions=AutoAllocate "
            "UseTMRevenueBudgetLimits=LimitsEnabled"
        ),
    ),
    view(
        "Billing",
        text="BillingPeriod=Type",
        date="LastBillingDate=LastDate NextBillingDate=NextDate",
    ),
)

PROJECT_EMPLOYEE = shape(
    "ProjectEmployee",
    view(
        "EmployeeContract",
        text="Department=EPEmployee__DepartmentID EmployeeID EmployeeName=EPEmployee__AcctName",
    ),
)

DEFAULT_TASK_FOR_GL_ACCOUNT = shape(
    "DefaultTaskForGLAccount",
    view("Accounts", text="Account=AccountID DefaultTask=TaskID"),
)

PROJECT_GL_ACCOUNT = shape(
    "ProjectGLAccount",
    view(
        "ProjectProperties",
        text=(
            "AccrualAccount=DefaultAccrualAccountID AccrualSubaccount=DefaultAccrualSubID "
            "DefaultAccount=DefaultSalesAccountID DefaultSubaccount=DefaultSalesSubID "
            "DefaultCostAccount=DefaultExpenseAccountID DefaultCostSubaccount=DefaultExpenseSubID"
        ),
    ),
    details={"DefaultTaskForGLAccounts": DEFAULT_TASK_FOR_GL_ACCOUNT},
)

PROJECT_PROPERTIES = shape(
    "ProjectProperties",
    view(
        "ProjectProperties",
        boolean=(
            "CertifiedJob ChangeOrderWorkflow RestrictEmployees=RestrictToEmployeeList "
            "RestrictEquipment=RestrictToResourceList TrackProductionData=BudgetMetricsEnabled"
        ),
        date="EndDate=ExpireDate StartDate",
        text=(
            "LastRevenueChangeNbr=LastChangeOrderNumber ProjectManager=OwnerID "
            "RevenueBudgetLevel=BudgetLevel CostBudgetLevel TimeActivityApprover=ApproverID "
            "ProjectCurrency=CuryID RateType=RateTypeID InventoryTrackingMode=AccountingMode "
            "CostTaxZone=CostTaxZoneID RevenueTaxZone=RevenueTaxZoneID"
        ),
    ),
)

PROJECT_VISIBILITY_SETTINGS = shape(
    "VisibilitySettings",
    view(
        "ProjectProperties",
        boolean=(
            "AP=VisibleInAP AR=VisibleInAR CA=VisibleInCA CRM=VisibleInCR Expenses=VisibleInEA "
            "GL=VisibleInGL IN=VisibleInIN PO=VisibleInPO SO=VisibleInSO TimeEntries=VisibleInTA"
        ),
    ),
)

PROJECT_ADDRESS = shape(
    "ProjectAddress",
    view(
        "Site_Address",
        text="AddressLine1 City Country=CountryId State PostalCode",
        decimal="Latitude Longitude",
    ),
)

PROJECT = entity(
    "Project",
    "PM301000",
    "PX.Objects.PM.ProjectEntry",
    view(
        "TaskTotals",
        decimal="Assets=CuryAsset Expenses=CuryExpense Income=CuryIncome Liabilities=CuryLiability",
    ),
    view(
        "Project",
        text=(
            "Customer=CustomerID Description ExternalRefNbr=ExtRefNbr ProjectID=ContractCD "
            "ProjectTemplateID=TemplateID Status"
        ),
        boolean="Hold",
        timestamp="LastModifiedDateTime",
    ),
    keys="ProjectID",
    dac="PX.Objects.PM.PMProject",
    details={
        "Attributes": ATTRIBUTE,
        "Balances": PROJECT_BALANCE,
        "Employees": PROJECT_EMPLOYEE,
    },
    linked={
        "BillingAndAllocationSettings": PROJECT_BILLING_AND_ALLOCATION_SETTINGS,
        "GLAccounts": PROJECT_GL_ACCOUNT,
        "ProjectProperties": PROJECT_PROPERTIES,
        "VisibilitySettings": PROJECT_VISIBILITY_SETTINGS,
        "ProjectAddress": PROJECT_ADDRESS,
    },
    actions=(
        "RunProjectAllocation ValidateProjectBalance RunProjectBilling ApproveProject "
        "RejectProject LockProjectBudget UnlockProjectBudget LockProjectCommitments "
        "UnlockProjectCommitments ChangeProjectID ActivateProject HoldProject CompleteProject "
        "SuspendProject CancelProject"
    ),
)

PROJECT_TASK_BILLING_AND_ALLOCATION_SETTINGS = shape(
    "ProjectTaskBillingAndAllocationSettings",
    view(
        "TaskProperties",
        text=(
            "AllocationRule=AllocationID BillingOption BillingRule=BillingID "
            "Branch=DefaultBranchID Customer=CustomerID Location=LocationID RateTable=RateTableID "
            "WIPAccountGroup=WipAccountGroupID"
        ),
        boolean="BillSeparately",
    ),
)

PROJECT_TASK_DEFAULT_VALUES = shape(
    "ProjectTaskDefaultValues",
    view(
        "TaskProperties",
        text=(
            "AccrualAccount=DefaultAccrualAccountID AccrualSubaccount=DefaultAccrualSubID "
            "DefaultAccount=DefaultSalesAccountID DefaultSubaccount=DefaultSalesSubID "
            "DefaultCostAccount=DefaultExpenseAccountID DefaultCostSubaccount=DefaultExpenseSubID "
            "TaxCategory=TaxCategoryID"
        ),
    ),
)

PROJECT_TASK_PROPERTIES = shape(
    "ProjectTaskProperties",
    view(
        "TaskProperties",
        text="Approver=ApproverID CompletionMethod=CompletedPctMethod",
        decimal="Completed=CompletedPercent",
        date="EndDate PlannedEndDate PlannedStartDate StartDate",
    ),
)

PROJECT_TASK_VISIBILITY_SETTINGS = shape(
    "VisibilitySettings",
    view(
        "TaskProperties",
        boolean=(
            "AP=VisibleInAP AR=VisibleInAR CA=VisibleInCA CRM=VisibleInCR Expenses=VisibleInEA "
            "GL=VisibleInGL IN=VisibleInIN PO=VisibleInPO SO=VisibleInSO TimeEntries=VisibleInTA"
        ),
    ),
)

PROJECT_TASK = entity(
    "ProjectTask",
    "PM302000",
    "PX.Objects.PM.ProjectTaskEntry",
    view(
        "Task",
        boolean="Default=IsDefault",
        text="Description ExternalRefNbr=ExtRefNbr ProjectID ProjectTaskID=TaskCD Status",
        timestamp="LastModifiedDateTime",
    ),
    keys="ProjectID ProjectTaskID",
    title="Project Task",
    dac="PX.Objects.PM.PMTask",
    details={
        "Attributes": ATTRIBUTE,
    },
    linked={
        "BillingAndAllocationSettings": PROJECT_TASK_BILLING_AND_ALLOCATION_SETTINGS,
        "DefaultValues": PROJECT_TASK_DEFAULT_VALUES,
        "Properties": PROJECT_TASK_PROPERTIES,
        "VisibilitySettings": PROJECT_TASK_VISIBILITY_SETTINGS,
    },
    actions="ActivateProjectTask CompleteProjectTask CancelProjectTask HoldProjectTask",
)

ENTITIES = (
    PROJECT,
    PROJECT_TASK,
)
