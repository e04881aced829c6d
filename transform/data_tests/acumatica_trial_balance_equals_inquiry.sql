-- The trial balance derived from the batches equals Acumatica's own, account by account, in the
-- periods for which tap-acumatica's `account_summaries` was loaded: those of the master calendar
-- (unconfirmed), which a company may number otherwise.
{{ config(severity='warn') }}

with reported as (
    {{ raw_table('acumatica', 'account_summaries', {
        'tenant': 'text', 'for_ledger': 'text', 'for_period': 'text', 'account': 'text',
        'debit_total': 'amount', 'credit_total': 'amount',
    }) }}
),

theirs as (
    select
        {{ surrogate_key('acumatica', ['reported.tenant', 'reported.for_ledger']) }} as ledger_key,
        {{ surrogate_key('acumatica', ['reported.tenant', 'reported.account']) }} as account_key,
        period.start_date,
        period.end_date,
        sum(coalesce(reported.debit_total, 0)) as debit_amount,
        sum(coalesce(reported.credit_total, 0)) as credit_amount
    from reported
    left join {{ ref('stg_acumatica__financial_periods') }} as period
        on period.tenant = reported.tenant
        and period.company_id is null
        and period.period_id = {{ acumatica_period('reported.for_period') }}
    group by reported.tenant, reported.for_ledger, reported.account, period.start_date, period.end_date
),

ours as (
    select
        line.ledger_key,
        line.account_key,
        period.start_date,
        period.end_date,
        sum(line.debit_amount) as debit_amount,
        sum(line.credit_amount) as credit_amount
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_period') }} as period on period.period_key = line.period_key
    where exists (
        select 1
        from theirs
        where theirs.ledger_key = line.ledger_key
            and theirs.start_date = period.start_date
            and theirs.end_date = period.end_date
    )
    group by line.ledger_key, line.account_key, period.start_date, period.end_date
)

select
    coalesce(ours.ledger_key, theirs.ledger_key) as ledger_key,
    coalesce(ours.account_key, theirs.account_key) as account_key,
    coalesce(ours.start_date, theirs.start_date) as start_date,
    ours.debit_amount as derived_debit_amount,
    theirs.debit_amount as reported_debit_amount,
    ours.credit_amount as derived_credit_amount,
    theirs.credit_amount as reported_credit_amount
from ours
full outer join theirs
    on theirs.ledger_key = ours.ledger_key
    and theirs.account_key = ours.account_key
    and theirs.start_date = ours.start_date
    and theirs.end_date = ours.end_date
where coalesce(ours.debit_amount, 0) <> coalesce(theirs.debit_amount, 0)
    or coalesce(ours.credit_amount, 0) <> coalesce(theirs.credit_amount, 0)
