-- The number of GL lines per book equals that of live, posted, monetary accounting lines.
with ledger as (
    select
        ledger_key,
        count(*) as lines
    from {{ ref('fct_gl_line') }}
    where source_system = 'netsuite'
    group by ledger_key
),

staged as (
    select
        line.ledger_id as ledger_key,
        count(*) as lines
    from {{ ref('stg_netsuite__transaction_accounting_lines') }} as line
    left join {{ ref('stg_netsuite__accounts') }} as account on account.account_id = line.account_id
    where line.is_posted
        and (line.debit_amount is not null or line.credit_amount is not null)
        and coalesce(account.source_account_type, '') <> 'Stat'
    group by line.ledger_id
)

select
    coalesce(ledger.ledger_key, staged.ledger_key) as ledger_key,
    ledger.lines as ledger_lines,
    staged.lines as staged_lines
from ledger
full outer join staged on staged.ledger_key = ledger.ledger_key
where coalesce(ledger.lines, 0) <> coalesce(staged.lines, 0)
