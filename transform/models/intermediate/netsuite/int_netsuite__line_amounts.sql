-- One row per live transaction line with its amounts signed as debit minus credit: `base_amount`
-- in the company's currency from the primary book, `amount` in the transaction's. Oracle does
-- not document the signs of header and line amounts, so signs are taken from the accounting lines.
{{ config(materialized='table') }}

with primary_book as (
    select
        accounting_line.document_id,
        accounting_line.line_id,
        accounting_line.account_id,
        accounting_line.exchange_rate,
        coalesce(accounting_line.debit_amount, 0) - coalesce(accounting_line.credit_amount, 0) as base_amount,
        accounting_line.unpaid_amount as base_unpaid_amount,
        accounting_line.unapplied_amount as base_unapplied_amount
    from {{ ref('stg_netsuite__transaction_accounting_lines') }} as accounting_line
    inner join {{ ref('int_netsuite__ledgers') }} as ledger
        on ledger.ledger_key = accounting_line.ledger_id
        and ledger.ledger_category = 'primary'
)

select
    line.document_id,
    line.line_id,
    line.is_main_line,
    line.is_tax_line,
    line.is_cost_line,
    line.company_id,
    line.department_id,
    line.unpaid_amount,
    primary_book.account_id,
    primary_book.base_amount,
    primary_book.base_unpaid_amount,
    primary_book.base_unapplied_amount,
    case
        when line.debit_amount is not null or line.credit_amount is not null
            then coalesce(line.debit_amount, 0) - coalesce(line.credit_amount, 0)
        when primary_book.base_amount < 0 then -abs(line.amount)
        when primary_book.base_amount > 0 then abs(line.amount)
        else line.amount
    end as amount
from {{ ref('stg_netsuite__transaction_lines') }} as line
left join primary_book
    on primary_book.document_id = line.document_id
    and primary_book.line_id = line.line_id
