"""Double entry: what each transaction posts, by the rules of the product."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from erp_sandbox.quickbooks.errors import invalid
from erp_sandbox.quickbooks.money import HOME, ZERO, Money, converted, currency_of
from erp_sandbox.quickbooks.rows import ref
from erp_sandbox.quickbooks.settlement import applications

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from erp_sandbox.quickbooks.rows import Record, Row, Rows

Postings = dict[str, Money]  # by account id; debits are positive


class Accounts(Protocol):
    """The accounts that transactions post to, and the cost of goods.

    Attributes:
        rows: All records.
        roles: Account ids by role, such as `receivable`.
    """

    rows: Rows
    roles: dict[str, str]

    def item(self, item_id: str) -> Record:
        """Return the fields of a product or service."""

    def control(self, role: str, currency: str) -> str:
        """Return the account of receivables or payables: there is one for each currency."""

    def cost(self, row: Row, index: int) -> Decimal:
        """Return the cost of the goods that a line sells; zero if it sells none."""


def postings(accounts: Accounts, row: Row) -> Postings:
    """Return what a transaction posts; nothing for those that do not post.

    Raises:
        ApiError: Debits are not credits.
    """
    post: Postings = defaultdict(Money)
    rule = _RULES.get(row.entity.name)
    if rule is not None:
        rule(accounts, row, post)
    rest = Money() - sum(post.values(), Money())
    # Each line of a foreign transaction is rounded for itself, and a payment has another rate than
    # what it pays: the difference is an exchange gain or loss.
    if rest.amount or (rest.home and currency_of(row.values) == HOME):
        raise invalid(f"{row.entity.name} is out of balance by {-rest.home}")
    if rest.home:
        post[accounts.control("exchange", HOME)] += rest
    return {account: money for account, money in post.items() if money != Money()}


def _sales_lines(accounts: Accounts, row: Row, post: Postings, sign: int) -> None:
    """Post income, tax and cost of goods of a sales form, income credited when `sign` is 1."""
    record = row.values
    for index, line in enumerate(record["Line"]):
        money = converted(sign * line["Amount"], record)
        if line["DetailType"] == "SalesItemLineDetail":
            item = accounts.item(line["SalesItemLineDetail"]["ItemRef"]["value"])
            post[item["IncomeAccountRef"]["value"]] -= money
            if cost := accounts.cost(row, index):
                # Cost is kept in the home currency.
                post[item["ExpenseAccountRef"]["value"]] += Money(ZERO, cost)
                post[item["AssetAccountRef"]["value"]] -= Money(ZERO, cost)
        elif line["DetailType"] == "DiscountLineDetail":
            post[line["DiscountLineDetail"]["DiscountAccountRef"]["value"]] += money
    for tax in record.get("TxnTaxDetail", {}).get("TaxLine", []):
        post[accounts.roles["tax"]] -= converted(sign * tax["Amount"], record)


def _expense_lines(accounts: Accounts, record: Record, post: Postings, sign: int) -> None:
    for line in record["Line"]:
        if line["DetailType"] == "AccountBasedExpenseLineDetail":
            account = line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"]
        elif line["DetailType"] == "ItemBasedExpenseLineDetail":
            item = accounts.item(line["ItemBasedExpenseLineDetail"]["ItemRef"]["value"])
            stocked = item.get("Type") == "Inventory"
            account = item["AssetAccountRef" if stocked else "ExpenseAccountRef"]["value"]
        else:
            continue
        post[account] += converted(sign * line["Amount"], record)


def _invoice(accounts: Accounts, row: Row, post: Postings) -> None:
    record = row.values
    deposit = converted(record.get("Deposit", ZERO), record)
    post[_receivable(accounts, record)] += converted(record["TotalAmt"], record) - deposit
    post[_deposited(accounts, record)] += deposit
    _sales_lines(accounts, row, post, 1)


def _credit_memo(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_receivable(accounts, row.values)] -= _total(row)
    _sales_lines(accounts, row, post, -1)


def _sales_receipt(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_deposited(accounts, row.values)] += _total(row)
    _sales_lines(accounts, row, post, 1)


def _refund_receipt(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_deposited(accounts, row.values)] -= _total(row)
    _sales_lines(accounts, row, post, -1)


def _payment(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_deposited(accounts, row.values)] += _total(row)
    _settle(accounts, row, post, _receivable(accounts, row.values), -1)


def _bill(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_payable(accounts, row.values)] -= _total(row)
    _expense_lines(accounts, row.values, post, 1)


def _vendor_credit(accounts: Accounts, row: Row, post: Postings) -> None:
    post[_payable(accounts, row.values)] += _total(row)
    _expense_lines(accounts, row.values, post, -1)


def _bill_payment(accounts: Accounts, row: Row, post: Postings) -> None:
    record = row.values
    _settle(accounts, row, post, _payable(accounts, record), 1)
    if record["PayType"] == "Check":
        paid_from = record["CheckPayment"]["BankAccountRef"]["value"]
    else:
        paid_from = record["CreditCardPayment"]["CCAccountRef"]["value"]
    post[paid_from] -= _total(row)


def _settle(accounts: Accounts, row: Row, post: Postings, control: str, sign: int) -> None:
    """Post what a payment settles at the rates of the documents, the rest at its own."""
    unapplied = sign * row.values["TotalAmt"]
    for application in applications(accounts.rows, row):
        post[control] -= application.money
        unapplied += application.money.amount
    post[control] += converted(unapplied, row.values)


def _purchase(accounts: Accounts, row: Row, post: Postings) -> None:
    sign = -1 if row.values.get("Credit") else 1
    post[row.values["AccountRef"]["value"]] -= converted(sign * row.values["TotalAmt"], row.values)
    _expense_lines(accounts, row.values, post, sign)


def _journal_entry(_: Accounts, row: Row, post: Postings) -> None:
    for line in row.values["Line"]:
        if line["DetailType"] == "JournalEntryLineDetail":
            detail = line["JournalEntryLineDetail"]
            sign = 1 if detail["PostingType"] == "Debit" else -1
            post[detail["AccountRef"]["value"]] += converted(sign * line["Amount"], row.values)


def _deposit(accounts: Accounts, row: Row, post: Postings) -> None:
    post[row.values["DepositToAccountRef"]["value"]] += _total(row)
    for line in row.values["Line"]:
        detail = line.get("DepositLineDetail", {})
        account = ref(detail, "AccountRef") or accounts.roles["undeposited"]
        post[account] -= converted(line["Amount"], row.values)


def _transfer(_: Accounts, row: Row, post: Postings) -> None:
    money = converted(row.values["Amount"], row.values)
    post[row.values["ToAccountRef"]["value"]] += money
    post[row.values["FromAccountRef"]["value"]] -= money


def _card_payment(_: Accounts, row: Row, post: Postings) -> None:
    money = converted(row.values["Amount"], row.values)
    post[row.values["CreditCardAccountRef"]["value"]] += money
    post[row.values["BankAccountRef"]["value"]] -= money


def _total(row: Row) -> Money:
    return converted(row.values["TotalAmt"], row.values)


def _receivable(accounts: Accounts, record: Record) -> str:
    """Sales forms do not name their account: it follows from the currency."""
    return ref(record, "ARAccountRef") or accounts.control("receivable", currency_of(record))


def _payable(accounts: Accounts, record: Record) -> str:
    return ref(record, "APAccountRef") or accounts.control("payable", currency_of(record))


def _deposited(accounts: Accounts, record: Record) -> str:
    return ref(record, "DepositToAccountRef") or accounts.roles["undeposited"]


_RULES: dict[str, Callable[[Any, Row, Postings], None]] = {
    "Invoice": _invoice,
    "CreditMemo": _credit_memo,
    "SalesReceipt": _sales_receipt,
    "RefundReceipt": _refund_receipt,
    "Payment": _payment,
    "Bill": _bill,
    "VendorCredit": _vendor_credit,
    "BillPayment": _bill_payment,
    "Purchase": _purchase,
    "JournalEntry": _journal_entry,
    "Deposit": _deposit,
    "Transfer": _transfer,
    "CreditCardPayment": _card_payment,
}
