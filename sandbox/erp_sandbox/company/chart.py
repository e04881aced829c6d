"""The chart of accounts."""

from __future__ import annotations

from erp_sandbox.company.model import Account, AccountKind

# code, name, kind, parent's code, role; an account that is somebody's parent is a summary account
_CHART: tuple[tuple[str, str, AccountKind, str | None, str | None], ...] = (
    ("1000", "Cash and Bank", AccountKind.BANK, None, None),
    ("1010", "Operating Account", AccountKind.BANK, "1000", "bank"),
    ("1020", "Payroll Account", AccountKind.BANK, "1000", "payroll_bank"),
    ("1100", "Accounts Receivable", AccountKind.RECEIVABLE, None, "receivable"),
    ("1200", "Inventory", AccountKind.CURRENT_ASSET, None, "inventory"),
    ("1300", "Prepaid Expenses", AccountKind.CURRENT_ASSET, None, "prepaid"),
    ("1310", "Recoverable Tax", AccountKind.CURRENT_ASSET, None, "input_tax"),
    ("1500", "Fixed Assets", AccountKind.FIXED_ASSET, None, None),
    ("1510", "Equipment", AccountKind.FIXED_ASSET, "1500", "equipment"),
    ("1590", "Accumulated Depreciation", AccountKind.FIXED_ASSET, "1500", "depreciated"),
    ("2000", "Accounts Payable", AccountKind.PAYABLE, None, "payable"),
    ("2050", "Received Not Billed", AccountKind.CURRENT_LIABILITY, None, "received_not_billed"),
    ("2100", "Accrued Liabilities", AccountKind.CURRENT_LIABILITY, None, "accrued"),
    ("2110", "Payroll Liabilities", AccountKind.CURRENT_LIABILITY, None, "payroll_due"),
    ("2200", "Sales Tax Payable", AccountKind.CURRENT_LIABILITY, None, "output_tax"),
    ("2300", "Deferred Revenue", AccountKind.DEFERRED_REVENUE, None, "deferred"),
    ("2500", "Bank Loan", AccountKind.LONG_TERM_LIABILITY, None, "loan"),
    ("3000", "Share Capital", AccountKind.EQUITY, None, "capital"),
    ("3200", "Retained Earnings", AccountKind.EQUITY, None, "retained_earnings"),
    ("3300", "Cumulative Translation Adjustment", AccountKind.EQUITY, None, "translation"),
    ("4000", "Sales", AccountKind.INCOME, None, None),
    ("4010", "Product Sales", AccountKind.INCOME, "4000", "product_sales"),
    ("4020", "Services", AccountKind.INCOME, "4000", "service_sales"),
    ("4100", "Sales Returns & Allowances", AccountKind.INCOME, "4000", "returns"),
    ("4900", "Interest Income", AccountKind.OTHER_INCOME, None, "interest"),
    ("5000", "Cost of Goods Sold", AccountKind.COST_OF_SALES, None, "cost_of_sales"),
    ("6000", "Operating Expenses", AccountKind.EXPENSE, None, None),
    ("6010", "Salaries", AccountKind.EXPENSE, "6000", "salaries"),
    ("6020", "Rent", AccountKind.EXPENSE, "6000", None),
    ("6030", "Travel", AccountKind.EXPENSE, "6000", None),
    ("6040", "Software", AccountKind.EXPENSE, "6000", None),
    ("6050", "Professional Fees", AccountKind.EXPENSE, "6000", None),
    ("6060", "Marketing", AccountKind.EXPENSE, "6000", None),
    ("6070", "Depreciation", AccountKind.EXPENSE, "6000", "depreciation"),
    ("6080", "Supplies", AccountKind.EXPENSE, "6000", None),
    ("6081", "Office Supplies", AccountKind.EXPENSE, "6080", "supplies"),
    ("6082", "Cleaning Supplies", AccountKind.EXPENSE, "6080", None),
    ("6090", "Utilities: Power & Water", AccountKind.EXPENSE, "6000", None),
    ("6900", "Allocated Overhead", AccountKind.EXPENSE, "6000", "overhead"),
    ("7000", "Exchange Gain/Loss", AccountKind.OTHER_EXPENSE, None, "exchange_difference"),
    ("9000", "Purchase Orders", AccountKind.NON_POSTING, None, "purchase_orders"),
    ("9010", "Sales Orders", AccountKind.NON_POSTING, None, "sales_orders"),
    ("9100", "Headcount", AccountKind.STATISTICAL, None, None),
)


class Chart:
    """The accounts, findable by role and kind.

    Attributes:
        accounts: All accounts in the order of their codes.
        spending: Numbers of the expense accounts a bill may be coded to.
    """

    def __init__(self) -> None:
        parents = {parent for _, _, _, parent, _ in _CHART if parent}
        numbers = {code: index for index, (code, *_) in enumerate(_CHART, start=1)}
        self.accounts = tuple(
            Account(
                number=numbers[code],
                code=code,
                name=name,
                kind=kind,
                parent=numbers[parent] if parent else None,
                summary=code in parents,
                role=role,
            )
            for code, name, kind, parent, role in _CHART
        )
        self._roles = {account.role: account.number for account in self.accounts if account.role}
        self.spending = tuple(
            account.number
            for account in self.accounts
            if account.kind is AccountKind.EXPENSE
            and not account.summary
            and account.role in {None, "supplies"}
        )

    def __getitem__(self, role: str) -> int:
        """Return the number of the account with that role."""
        return self._roles[role]

    def code(self, role: str) -> str:
        """Return the code of the account with that role."""
        return self.accounts[self._roles[role] - 1].code
