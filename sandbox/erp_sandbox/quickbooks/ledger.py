"""Double entry: what each transaction posts, by the rules of the product."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]
Postings = dict[str, Decimal]  # debit by account id; credits are negative


class Accounts(Protocol):
    """The accounts that transactions post to.

    Attributes:
        roles: Account ids by role, such as `receivable`.
    """

    roles: dict[str, str]

    def item(self, item_id: str) -> Record:
        """Return the fields of a product or service."""


def postings(accounts: Accounts, entity: str, record: Record) -> Postings:
    """Return what a transaction posts; nothing for those that do not post."""
    rule = _RULES.get(entity)
    post: Postings = defaultdict(Decimal)
    if rule is not None:
        rule(accounts, record, post)
    total = sum(post.values(), Decimal(0))
    if total:
        raise AssertionError(f"{entity} {record.get('Id')} is out of balance by {total}")
    return {account: amount for account, amount in post.items() if amount}


def _ref(record: Mapping[str, Any], name: str) -> str | None:
    reference = record.get(name)
    return str(reference["value"]) if reference else None


def _sales_lines(accounts: Accounts, record: Record, post: Postings, sign: int) -> None:
    """Post income and tax of a sales form, credited when `sign` is 1."""
    for line in record["Line"]:
        amount = line["Amount"]
        if line["DetailType"] == "SalesItemLineDetail":
            item = accounts.item(line["SalesItemLineDetail"]["ItemRef"]["value"])
            post[item["IncomeAccountRef"]["value"]] -= sign * amount
        elif line["DetailType"] == "DiscountLineDetail":
            post[line["DiscountLineDetail"]["DiscountAccountRef"]["value"]] += sign * amount
    for tax in record.get("TxnTaxDetail", {}).get("TaxLine", []):
        post[accounts.roles["tax"]] -= sign * tax["Amount"]


def _expense_lines(accounts: Accounts, record: Record, post: Postings, sign: int) -> None:
    for line in record["Line"]:
        if line["DetailType"] == "AccountBasedExpenseLineDetail":
            account = line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"]
        elif line["DetailType"] == "ItemBasedExpenseLineDetail":
            item = accounts.item(line["ItemBasedExpenseLineDetail"]["ItemRef"]["value"])
            account = item["ExpenseAccountRef"]["value"]
        else:
            continue
        post[account] += sign * line["Amount"]


def _invoice(accounts: Accounts, record: Record, post: Postings) -> None:
    post[accounts.roles["receivable"]] += record["TotalAmt"]
    _sales_lines(accounts, record, post, 1)


def _credit_memo(accounts: Accounts, record: Record, post: Postings) -> None:
    post[accounts.roles["receivable"]] -= record["TotalAmt"]
    _sales_lines(accounts, record, post, -1)


def _sales_receipt(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "DepositToAccountRef") or accounts.roles["undeposited"]] += record["TotalAmt"]
    _sales_lines(accounts, record, post, 1)


def _refund_receipt(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "DepositToAccountRef") or accounts.roles["undeposited"]] -= record["TotalAmt"]
    _sales_lines(accounts, record, post, -1)


def _payment(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "DepositToAccountRef") or accounts.roles["undeposited"]] += record["TotalAmt"]
    post[accounts.roles["receivable"]] -= record["TotalAmt"]


def _bill(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "APAccountRef") or accounts.roles["payable"]] -= record["TotalAmt"]
    _expense_lines(accounts, record, post, 1)


def _vendor_credit(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "APAccountRef") or accounts.roles["payable"]] += record["TotalAmt"]
    _expense_lines(accounts, record, post, -1)


def _bill_payment(accounts: Accounts, record: Record, post: Postings) -> None:
    post[_ref(record, "APAccountRef") or accounts.roles["payable"]] += record["TotalAmt"]
    if record["PayType"] == "Check":
        paid_from = record["CheckPayment"]["BankAccountRef"]["value"]
    else:
        paid_from = record["CreditCardPayment"]["CCAccountRef"]["value"]
    post[paid_from] -= record["TotalAmt"]


def _purchase(accounts: Accounts, record: Record, post: Postings) -> None:
    sign = -1 if record.get("Credit") else 1
    post[record["AccountRef"]["value"]] -= sign * record["TotalAmt"]
    _expense_lines(accounts, record, post, sign)


def _journal_entry(_: Accounts, record: Record, post: Postings) -> None:
    for line in record["Line"]:
        if line["DetailType"] == "JournalEntryLineDetail":
            detail = line["JournalEntryLineDetail"]
            sign = 1 if detail["PostingType"] == "Debit" else -1
            post[detail["AccountRef"]["value"]] += sign * line["Amount"]


def _deposit(accounts: Accounts, record: Record, post: Postings) -> None:
    post[record["DepositToAccountRef"]["value"]] += record["TotalAmt"]
    for line in record["Line"]:
        detail = line.get("DepositLineDetail", {})
        account = _ref(detail, "AccountRef") or accounts.roles["undeposited"]
        post[account] -= line["Amount"]


def _transfer(_: Accounts, record: Record, post: Postings) -> None:
    post[record["ToAccountRef"]["value"]] += record["Amount"]
    post[record["FromAccountRef"]["value"]] -= record["Amount"]


def _card_payment(_: Accounts, record: Record, post: Postings) -> None:
    post[record["CreditCardAccountRef"]["value"]] += record["Amount"]
    post[record["BankAccountRef"]["value"]] -= record["Amount"]


_RULES: dict[str, Callable[[Accounts, Record, Postings], None]] = {
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
