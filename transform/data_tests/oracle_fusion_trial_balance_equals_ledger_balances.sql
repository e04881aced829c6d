-- The trial balance derived from journal lines equals Oracle Fusion's balances cube, account by
-- account, in the ledgers and periods for which tap-oracle-fusion's `gl_balances` was loaded.
{{ config(severity='warn') }}

with theirs as (
    select
        ledger.ledger_key,
        company.company_key,
        account.account_key,
        {{ joined_key(['ledger.calendar_key', 'balance.period_name']) }} as period_key,
        sum(balance.net_amount) as net_amount,
        sum(balance.closing_balance) as closing_balance
    from {{ ref('stg_oracle_fusion__balances') }} as balance
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = balance.pod
        and ledger.ledger_id = balance.ledger_id
        and ledger.currency_code = balance.currency_code
    inner join {{ ref('int_oracle_fusion__combinations') }} as combination
        on combination.pod = balance.pod
        and combination.chart_id = ledger.chart_id
        and combination.combination = balance.combination
    inner join {{ ref('int_oracle_fusion__companies') }} as company
        on company.pod = combination.pod
        and company.chart_id = combination.chart_id
        and company.company_id = combination.company_id
    inner join {{ ref('int_oracle_fusion__accounts') }} as account
        on account.pod = combination.pod
        and account.chart_id = combination.chart_id
        and account.account_id = combination.account_id
    where account.account_type <> 'statistical'
    group by ledger.ledger_key, company.company_key, account.account_key, ledger.calendar_key, balance.period_name
),

ours as (
    select
        balance.ledger_key,
        balance.company_key,
        balance.account_key,
        balance.period_key,
        balance.debit_amount - balance.credit_amount as net_amount,
        balance.closing_balance
    from {{ ref('trial_balance') }} as balance
    where exists (
        select 1
        from theirs
        where theirs.ledger_key = balance.ledger_key
            and theirs.period_key = balance.period_key
    )
)

select
    coalesce(ours.ledger_key, theirs.ledger_key) as ledger_key,
    coalesce(ours.company_key, theirs.company_key) as company_key,
    coalesce(ours.account_key, theirs.account_key) as account_key,
    coalesce(ours.period_key, theirs.period_key) as period_key,
    ours.net_amount as derived_net_amount,
    theirs.net_amount as reported_net_amount,
    ours.closing_balance as derived_closing_balance,
    theirs.closing_balance as reported_closing_balance
from ours
full outer join theirs
    on theirs.ledger_key = ours.ledger_key
    and theirs.company_key = ours.company_key
    and theirs.account_key = ours.account_key
    and theirs.period_key = ours.period_key
where coalesce(ours.net_amount, 0) <> coalesce(theirs.net_amount, 0)
    or coalesce(ours.closing_balance, 0) <> coalesce(theirs.closing_balance, 0)
