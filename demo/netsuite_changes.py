"""Changes in the simulated account between two runs, for the incremental run to extract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.client import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.netsuite.client import NetSuiteControl

_UNTOUCHED = (
    "not voided and not isreversal and posting and id not in (select previousdoc from"
    " nexttransactionlinelink union all select nextdoc from nexttransactionlinelink)"
)


@dataclass(frozen=True)
class Change:
    """A change in the source and the check that the marts contain it.

    Attributes:
        text: The change in the words of finance.
        check: Query on the warehouse that returns one row with the value true.
    """

    text: str
    check: str


def simulate_day(netsuite: NetSuiteControl) -> list[Change]:
    """Create, change and delete a few records; skip a change that no record is eligible for."""
    steps = (
        _remove_bill_line,
        _pay_bill,
        _void_bill,
        _delete_journal,
        _change_vendor_email,
        _enter_bill,
    )
    return [change for step in steps for change in step(netsuite)]


def _enter_bill(netsuite: NetSuiteControl) -> Iterator[Change]:
    made = netsuite.mutate(
        "create",
        record="vendorbill",
        values={"memo": "Entered between two runs"},
        lines=[{"amount": "1204.35", "memo": "Freight"}, {"amount": "89.90", "memo": "Packaging"}],
    )
    bill = made["id"]
    yield Change(
        f"Bill {_number(netsuite, bill)} for 1,294.25 was entered",
        f"select total_amount = 1294.25 from finance.fct_vendor_bill where bill_id = '{bill}'",
    )


def _pay_bill(netsuite: NetSuiteControl) -> Iterator[Change]:
    def pay(bill: int) -> Any:
        return netsuite.mutate("apply_payment", document=bill)

    open_bill = "type = 'VendBill' and foreignamountunpaid > 0 and posting and not voided"
    for bill, number in _first_accepted(netsuite, open_bill, pay, order="duedate, id"):
        yield Change(
            f"Bill {number} was paid",
            f"select open_amount = 0 from finance.fct_vendor_bill where bill_id = '{bill}'",
        )


def _void_bill(netsuite: NetSuiteControl) -> Iterator[Change]:
    def void(bill: int) -> Any:
        return netsuite.mutate("void", id=bill)

    old_bill = f"type = 'VendBill' and {_UNTOUCHED}"
    for bill, number in _first_accepted(netsuite, old_bill, void, order="id"):
        yield Change(
            f"Bill {number} was voided by a journal: it was open until today",
            "select is_voided and open_amount = 0 from finance.fct_vendor_bill"
            f" where bill_id = '{bill}'",
        )


def _remove_bill_line(netsuite: NetSuiteControl) -> Iterator[Change]:
    def remove(bill: int) -> Any:
        return netsuite.mutate("remove_line", transaction=bill)

    for bill, number in _first_accepted(netsuite, f"type = 'VendBill' and {_UNTOUCHED}", remove):
        [left] = netsuite.truth(
            "select count(*) as n from transactionaccountingline where posting"
            f" and coalesce(debit, credit) is not null and transaction = {bill}"
        )
        yield Change(
            f"The last line of bill {number} was removed: NetSuite keeps no trace of it",
            f"select count(*) = {left['n']} from finance.fct_gl_line where document_id = '{bill}'",
        )


def _delete_journal(netsuite: NetSuiteControl) -> Iterator[Change]:
    def delete(journal: int) -> Any:
        return netsuite.mutate("delete", record="transaction", id=journal)

    for journal, number in _first_accepted(netsuite, f"type = 'Journal' and {_UNTOUCHED}", delete):
        yield Change(
            f"Journal {number} was deleted",
            f"select count(*) = 0 from finance.fct_gl_line where document_id = '{journal}'",
        )


def _change_vendor_email(netsuite: NetSuiteControl) -> Iterator[Change]:
    [vendor] = netsuite.truth(
        "select id, entityid, lastmodifieddate from vendor where not isinactive"
        " order by lastmodifieddate, id limit 1"
    )
    email = f"accounts.{vendor['id']}@example.com"
    netsuite.mutate("change", record="vendor", id=vendor["id"], values={"email": email})
    yield Change(
        f"Vendor {vendor['entityid']} has a new email address",
        f"select email = '{email}' from finance.dim_vendor where vendor_id = '{vendor['id']}'",
    )


def _first_accepted(
    netsuite: NetSuiteControl,
    condition: str,
    action: Callable[[int], Any],
    order: str = "id desc",
) -> Iterator[tuple[int, str]]:
    """Apply `action` to the first transaction that accepts it; yield its id and number."""
    for row in netsuite.truth(
        f"select id, tranid from transaction where {condition} order by {order} limit 50"
    ):
        try:
            action(row["id"])
        except SandboxError:
            continue
        yield row["id"], row["tranid"]
        return


def _number(netsuite: NetSuiteControl, transaction: int) -> str:
    [row] = netsuite.truth(f"select tranid from transaction where id = {transaction}")
    return str(row["tranid"])
