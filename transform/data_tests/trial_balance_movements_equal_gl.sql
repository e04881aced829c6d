-- No posting is missing from the trial balance or counted twice.
with ledger as (
    select
        ledger_key,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_gl_line') }}
    group by ledger_key
),

balance as (
    select
        ledger_key,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('trial_balance') }}
    group by ledger_key
)

select
    ledger.ledger_key,
    ledger.debit_amount - balance.debit_amount as debit_difference,
    ledger.credit_amount - balance.credit_amount as credit_difference
from ledger
left join balance on balance.ledger_key = ledger.ledger_key
where balance.ledger_key is null
    or ledger.debit_amount <> balance.debit_amount
    or ledger.credit_amount <> balance.credit_amount
