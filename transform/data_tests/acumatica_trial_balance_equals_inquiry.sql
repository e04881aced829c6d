-- The trial balance derived from the batches equals Acumatica's own, account by account, in the
-- periods for which tap-acumatica's `account_summaries` was loaded.
{{ config(severity='warn') }}

with reported as (
    {{ raw_table('acumatica', 'account_summaries', {
        'tenant': 'text', 'for_ledger': 'text', 'for_period': 'text', 'account': 'text',
        'debit_total': 'amount', 'credit_total': 'amount',
    }) }}
),

theirs as (
    select
        {{ surrogate_key('acumatica', ['tenant', 'for_ledger']) }} as ledger_key,
        {{ surrogate_key('acumatica', ['tenant', 'account']) }} as account_key,
        {{ acumatica_period('for_period') }} as period_id,
        sum(coalesce(debit_total, 0)) as debit_amount,
        sum(coalesce(credit_total, 0)) as credit_amount
    from reported
    group by tenant, for_ledger, account, for_period
),

ours as (
    select
        line.ledger_key,
        line.account_key,
        period.period_id,
        sum(line.debit_amount) as debit_amount,
        sum(line.credit_amount) as credit_amount
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_period') }} as period on period.period_key = line.period_key
    where exists (
        select 1
        from theirs
        where theirs.ledger_key = line.ledger_key
            and theirs.period_id = period.period_id
    )
    group by line.ledger_key, line.account_key, period.period_id
)

select
    coalesce(ours.ledger_key, theirs.ledger_key) as ledger_key,
    coalesce(ours.account_key, theirs.account_key) as account_key,
    coalesce(ours.period_id, theirs.period_id) as period_id,
    ours.debit_amount as derived_debit_amount,
    theirs.debit_amount as reported_debit_amount,
    ours.credit_amount as derived_credit_amount,
    theirs.credit_amount as reported_credit_amount
from ours
full outer join theirs
    on theirs.ledger_key = ours.ledger_key
    and theirs.account_key = ours.account_key
    and theirs.period_id = ours.period_id
where coalesce(ours.debit_amount, 0) <> coalesce(theirs.debit_amount, 0)
    or coalesce(ours.credit_amount, 0) <> coalesce(theirs.credit_amount, 0)
