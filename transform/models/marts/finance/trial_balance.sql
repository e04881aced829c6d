-- Balances per ledger, company, account and period, from the account's first period on. Income
-- statement accounts start every fiscal year at zero; their balance is closed to the retained
-- earnings of the chart of accounts. Without a retained earnings account, balances are not closed.
with periods as (
    select
        *,
        dense_rank() over (partition by calendar_key order by fiscal_year_start_date) as fiscal_year_sequence
    from {{ ref('dim_period') }}
),

retained_earnings as (
    select
        chart_key,
        min(account_key) as account_key
    from {{ ref('dim_account') }}
    where is_retained_earnings
    group by chart_key
),

activity as (
    select
        line.source_system,
        line.ledger_key,
        line.company_key,
        line.account_key,
        line.period_key,
        sum(line.debit_amount) as debit_amount,
        sum(line.credit_amount) as credit_amount
    from {{ ref('fct_gl_line') }} as line
    group by line.source_system, line.ledger_key, line.company_key, line.account_key, line.period_key
),

dated_activity as (
    select
        activity.*,
        activity.debit_amount - activity.credit_amount as net_amount,
        periods.calendar_key,
        periods.period_sequence,
        periods.fiscal_year_sequence,
        account.financial_statement = 'income_statement' and retained_earnings.account_key is not null as is_closed_yearly,
        retained_earnings.account_key as retained_earnings_account_key
    from activity
    inner join periods on periods.period_key = activity.period_key
    inner join {{ ref('dim_account') }} as account on account.account_key = activity.account_key
    left join retained_earnings on retained_earnings.chart_key = account.chart_key
),

year_starts as (
    select
        calendar_key,
        fiscal_year_sequence,
        min(period_sequence) as period_sequence
    from periods
    group by calendar_key, fiscal_year_sequence
),

-- A year's net income is closed to retained earnings on the first day of the next year, before
-- that year's own movements.
year_results as (
    select
        result.source_system,
        result.calendar_key,
        result.ledger_key,
        result.company_key,
        result.account_key,
        result.retained_earnings_account_key,
        year_starts.period_sequence,
        sum(result.net_amount) as net_amount
    from dated_activity as result
    inner join year_starts
        on year_starts.calendar_key = result.calendar_key
        and year_starts.fiscal_year_sequence = result.fiscal_year_sequence + 1
    where result.is_closed_yearly
    group by
        result.source_system, result.calendar_key, result.ledger_key, result.company_key, result.account_key,
        result.retained_earnings_account_key, year_starts.period_sequence
),

movements as (
    select
        source_system,
        calendar_key,
        ledger_key,
        company_key,
        account_key,
        period_sequence,
        debit_amount,
        credit_amount,
        {{ amount('0') }} as carried_amount
    from dated_activity
    union all
    select
        source_system,
        calendar_key,
        ledger_key,
        company_key,
        account_key,
        period_sequence,
        0 as debit_amount,
        0 as credit_amount,
        -net_amount as carried_amount
    from year_results
    union all
    select
        source_system,
        calendar_key,
        ledger_key,
        company_key,
        retained_earnings_account_key as account_key,
        period_sequence,
        0 as debit_amount,
        0 as credit_amount,
        net_amount as carried_amount
    from year_results
),

account_lives as (
    select
        source_system,
        calendar_key,
        ledger_key,
        company_key,
        account_key,
        min(period_sequence) as first_sequence
    from movements
    group by source_system, calendar_key, ledger_key, company_key, account_key
),

-- The ledgers of a source account end on one date, up to which its companies can be added up.
last_dates as (
    select
        periods.source_system,
        periods.source_account,
        max(periods.end_date) as last_date
    from activity
    inner join periods on periods.period_key = activity.period_key
    group by periods.source_system, periods.source_account
),

grid as (
    select
        account_lives.source_system,
        account_lives.ledger_key,
        account_lives.company_key,
        account_lives.account_key,
        periods.period_key,
        periods.period_sequence
    from account_lives
    inner join periods
        on periods.calendar_key = account_lives.calendar_key
        and periods.period_sequence >= account_lives.first_sequence
    inner join last_dates
        on last_dates.source_system = periods.source_system
        and last_dates.source_account = periods.source_account
        and periods.start_date <= last_dates.last_date
),

period_movements as (
    select
        ledger_key,
        company_key,
        account_key,
        period_sequence,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        sum(carried_amount) as carried_amount
    from movements
    group by ledger_key, company_key, account_key, period_sequence
),

-- What the source's records do not contain of an account counts from its period on.
exceptions as (
    select
        exception.ledger_key,
        exception.company_key,
        exception.account_key,
        periods.period_sequence,
        count(*) as exception_count
    from {{ ref('int_finance__ledger_exceptions') }} as exception
    inner join periods on periods.period_key = exception.period_key
    group by exception.ledger_key, exception.company_key, exception.account_key, periods.period_sequence
),

balances as (
    select
        grid.*,
        coalesce((
            select sum(exceptions.exception_count)
            from exceptions
            where exceptions.ledger_key = grid.ledger_key
                and exceptions.company_key = grid.company_key
                and exceptions.account_key = grid.account_key
                and exceptions.period_sequence <= grid.period_sequence
        ), 0) as exception_count,
        coalesce(movement.debit_amount, 0) as debit_amount,
        coalesce(movement.credit_amount, 0) as credit_amount,
        sum(
            coalesce(movement.carried_amount, 0)
            + coalesce(movement.debit_amount, 0)
            - coalesce(movement.credit_amount, 0)
        ) over (
            partition by grid.ledger_key, grid.company_key, grid.account_key
            order by grid.period_sequence
            rows between unbounded preceding and current row
        ) as closing_balance
    from grid
    left join period_movements as movement
        on movement.ledger_key = grid.ledger_key
        and movement.company_key = grid.company_key
        and movement.account_key = grid.account_key
        and movement.period_sequence = grid.period_sequence
)

select
    balances.source_system,
    balances.ledger_key || '|' || balances.company_key || '|' || balances.account_key || '|' || balances.period_key as trial_balance_key,
    balances.ledger_key,
    ledger.is_primary_book,
    balances.company_key,
    company.base_currency_code,
    coalesce(ledger.currency_code, company.base_currency_code) as ledger_currency_code,
    balances.period_key,
    periods.period_name,
    periods.start_date as period_start_date,
    periods.end_date as period_end_date,
    periods.fiscal_year_name,
    balances.period_sequence,
    balances.account_key,
    account.account_number,
    {{ amount('balances.closing_balance - balances.debit_amount + balances.credit_amount') }} as opening_balance,
    {{ amount('balances.debit_amount') }} as debit_amount,
    {{ amount('balances.credit_amount') }} as credit_amount,
    {{ amount('balances.closing_balance') }} as closing_balance,
    cast(balances.exception_count as bigint) as exception_count
from balances
inner join periods on periods.period_key = balances.period_key
inner join {{ ref('dim_ledger') }} as ledger on ledger.ledger_key = balances.ledger_key
inner join {{ ref('dim_account') }} as account on account.account_key = balances.account_key
left join {{ ref('dim_company') }} as company on company.company_key = balances.company_key
