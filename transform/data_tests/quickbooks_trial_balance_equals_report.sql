-- The trial balance derived from QuickBooks' records equals its own report, account by account, in
-- the months for which tap-quickbooks' `trial_balance_report` was loaded.
{{ config(severity='warn') }}

with reported as (
    {{ raw_table('quickbooks', 'trial_balance_report', {
        'realm_id': 'text', 'end_date': 'date', 'row_kind': 'text', 'row_id': 'text',
        'report_basis': 'text', 'debit': 'amount', 'credit': 'amount',
    }) }}
),

theirs as (
    select
        {{ surrogate_key('quickbooks', ['realm_id', 'row_id']) }} as account_key,
        realm_id,
        end_date,
        coalesce(debit, 0) - coalesce(credit, 0) as balance
    from reported
    where row_kind = 'row'
        and report_basis = 'Accrual'
),

months as (
    select distinct
        realm_id,
        end_date
    from theirs
),

ours as (
    select
        balance.account_key,
        months.realm_id,
        months.end_date,
        balance.closing_balance as balance
    from {{ ref('trial_balance') }} as balance
    inner join months
        on {{ surrogate_key('quickbooks', ['months.realm_id']) }} = balance.company_key
        and months.end_date = balance.period_end_date
    where balance.closing_balance <> 0
)

select
    coalesce(ours.account_key, theirs.account_key) as account_key,
    coalesce(ours.end_date, theirs.end_date) as end_date,
    ours.balance as derived_balance,
    theirs.balance as reported_balance
from ours
full outer join theirs
    on theirs.account_key = ours.account_key
    and theirs.end_date = ours.end_date
where coalesce(ours.balance, 0) <> coalesce(theirs.balance, 0)
    -- The current month is reported up to today, not up to its end.
    and coalesce(ours.end_date, theirs.end_date) in (select period_end_date from {{ ref('trial_balance') }})
