"""Compare ledgers: trial balances with the sources, aging with the control accounts.

Amounts are compared per company and currency; amounts of different currencies are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    from erp_sandbox.netsuite.client import NetSuiteControl

_ZERO = (Decimal(0), Decimal(0))
_CONTROL_ACCOUNTS = """
with aged as (
    select company_key, account_key, currency_code,
        -sum(open_amount) as amount, -sum(base_open_amount) as base_amount
    from finance.ap_aging group by all
    union all
    select company_key, account_key, currency_code, sum(open_amount), sum(base_open_amount)
    from finance.ar_aging group by all
),
ledger as (
    select line.company_key, line.account_key, line.currency_code,
        sum(line.transaction_amount) as amount, sum(line.net_amount) as base_amount
    from finance.fct_gl_line line join finance.dim_account account using (account_key)
    where line.is_primary_book and line.document_date <= current_date
        and account.account_type in ('accounts_payable', 'accounts_receivable')
    group by all
)
select company.company_name, account.account_label, currency_code, company.base_currency_code,
    coalesce(aged.amount, 0), coalesce(ledger.amount, 0),
    coalesce(aged.base_amount, 0), coalesce(ledger.base_amount, 0)
from ledger
full join aged using (company_key, account_key, currency_code)
join finance.dim_company company using (company_key)
join finance.dim_account account using (account_key)
order by company.source_system, company_key, account.account_number, currency_code
"""
_EXCEPTIONS = """
select company_name, exception_type, count(distinct coalesce(document_key, item_key))
from finance.ledger_exceptions join finance.dim_company using (company_key)
group by company_name, exception_type order by 1, 2
"""


@dataclass(frozen=True)
class BookBalance:
    """Postings of one company in one accounting book, in the company's base currency.

    Attributes:
        name: Names of the company and the book.
        currency: The base currency.
        debits: Sum in the mart.
        credits: Sum in the mart.
        source: (debits, credits) in the account.
    """

    name: str
    currency: str
    debits: Decimal
    credits: Decimal
    source: tuple[Decimal, Decimal]

    @property
    def difference(self) -> Decimal:
        """Debits minus credits."""
        return self.debits - self.credits

    def ties_out(self) -> bool:
        """Return whether the book balances and equals the source to the cent."""
        return not self.difference and (self.debits, self.credits) == self.source


@dataclass(frozen=True)
class ControlAccount:
    """Open items of one company, control account and currency, and the account's balance.

    Attributes:
        company: Name of the company.
        account: Number and name of the account.
        currency: Currency of the documents.
        base_currency: Base currency of the company.
        aged: Sum of the aging in the currency of the documents.
        balance: Balance of the account in that currency.
        base_aged: Sum of the aging in base currency.
        base_balance: Balance of the account in base currency.
    """

    company: str
    account: str
    currency: str
    base_currency: str
    aged: Decimal
    balance: Decimal
    base_aged: Decimal
    base_balance: Decimal

    def ties_out(self) -> bool:
        """Return whether the aging equals the control account to the cent."""
        return (self.aged, self.base_aged) == (self.balance, self.base_balance)


def balance_books(
    netsuite: NetSuiteControl, warehouse: duckdb.DuckDBPyConnection
) -> list[BookBalance]:
    """Return the balance of every book of NetSuite's companies, the primary book first."""
    source = {
        (row["book"], row["company"]): (Decimal(row["debits"]), Decimal(row["credits"]))
        for row in netsuite.truth(
            "select l.accountingbook::varchar as book, t.subsidiary::varchar as company,"
            " sum(coalesce(l.debit, 0)) as debits, sum(coalesce(l.credit, 0)) as credits"
            " from transactionaccountingline l join account a on a.id = l.account"
            " join transactionline t on t.transaction = l.transaction and t.id = l.transactionline"
            " where l.posting and a.accttype <> 'Stat' group by l.accountingbook, t.subsidiary"
        )
    }
    rows = warehouse.execute(
        "select ledger_id, company_id, company_name || ', ' || ledger_name, base_currency_code,"
        " sum(debit_amount), sum(credit_amount)"
        " from finance.fct_gl_line line join finance.dim_ledger using (ledger_key)"
        " join finance.dim_company using (company_key, base_currency_code)"
        " where line.source_system = 'netsuite' group by all"
        " order by any_value(dim_ledger.is_primary_book) desc, any_value(ledger_name), 3"
    ).fetchall()
    balances = [
        BookBalance(name, currency, debits, credits_, source.pop((book, company), _ZERO))
        for book, company, name, currency, debits, credits_ in rows
    ]
    return balances + [
        BookBalance(f"book {book}, company {company}", "", *_ZERO, sums)
        for (book, company), sums in source.items()
    ]


def control_accounts(warehouse: duckdb.DuckDBPyConnection) -> list[ControlAccount]:
    """Return all control accounts of both sources by company and currency."""
    return [ControlAccount(*row) for row in warehouse.execute(_CONTROL_ACCOUNTS).fetchall()]


def exceptions(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """Return company, type and number of what the sources' records do not contain."""
    return warehouse.execute(_EXCEPTIONS).fetchall()
