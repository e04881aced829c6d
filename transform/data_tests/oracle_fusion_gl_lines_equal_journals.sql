-- No line of a posted journal is missing from the general ledger or duplicated, by journal and side.
with ledger as (
    select
        ledger_key,
        count(*) as lines,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_gl_line') }}
    where source_system = 'oracle_fusion'
    group by ledger_key
),

-- A line whose ledger, combination or account is not known counts, and is missing.
journals as (
    select
        coalesce(book.ledger_key, 'unknown') as ledger_key,
        count(*) as lines,
        sum(line.debit_amount) as debit_amount,
        sum(line.credit_amount) as credit_amount
    from {{ ref('stg_oracle_fusion__journal_lines') }} as line
    left join {{ ref('int_oracle_fusion__ledgers') }} as book
        on book.pod = line.pod
        and book.ledger_name = line.ledger_name
    left join {{ ref('int_oracle_fusion__combinations') }} as combination
        on combination.pod = line.pod
        and combination.chart_id = book.chart_id
        and combination.combination = line.combination
    left join {{ ref('int_oracle_fusion__accounts') }} as account
        on account.pod = line.pod
        and account.chart_id = combination.chart_id
        and account.account_id = combination.account_id
    where coalesce(account.account_type, 'unknown') <> 'statistical'
    group by coalesce(book.ledger_key, 'unknown')
)

select
    coalesce(ledger.ledger_key, journals.ledger_key) as ledger_key,
    ledger.lines as ledger_lines,
    journals.lines as journal_lines
from ledger
full outer join journals on journals.ledger_key = ledger.ledger_key
where coalesce(ledger.lines, 0) <> coalesce(journals.lines, 0)
    or coalesce(ledger.debit_amount, 0) <> coalesce(journals.debit_amount, 0)
    or coalesce(ledger.credit_amount, 0) <> coalesce(journals.credit_amount, 0)
