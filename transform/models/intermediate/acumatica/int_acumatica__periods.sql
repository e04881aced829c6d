-- Acumatica's implementation of `int_finance__periods`: the master calendar, and a calendar per company
-- where companies have them. A period is a number and a financial year, `012026`.
{{ config(materialized='table') }}

with listed as (
    select * from {{ ref('stg_acumatica__financial_periods') }}
),

calendars as (
    select distinct
        tenant,
        company_id,
        {{ surrogate_key('acumatica', ['tenant', 'company_id']) }} as calendar_key
    from listed
    where company_id is not null
    union
    select distinct
        source_account as tenant,
        cast(null as text) as company_id,
        calendar_key
    from {{ ref('int_acumatica__companies') }}
    where calendar_key = {{ surrogate_key('acumatica', ['source_account']) }}
),

-- What batches are posted to but no list contains.
posted as (
    select
        company.tenant,
        company.calendar_key,
        line.period_id,
        cast(date_trunc('month', min(line.batch_date)) as date) as start_date
    from {{ ref('stg_acumatica__batch_lines') }} as line
    inner join {{ ref('int_acumatica__branches') }} as branch
        on branch.tenant = line.tenant
        and branch.branch_id = line.branch_id
    inner join {{ ref('int_acumatica__companies') }} as company
        on company.tenant = branch.tenant
        and company.company_id = branch.company_id
    group by company.tenant, company.calendar_key, line.period_id
),

periods as (
    select
        calendars.calendar_key,
        listed.tenant,
        listed.company_id,
        listed.period_id,
        listed.financial_year,
        listed.start_date,
        listed.end_date,
        listed.is_adjustment,
        listed.source_status,
        listed.is_closed_in_payables,
        listed.is_closed_in_receivables,
        listed.is_closed_in_inventory,
        listed.is_closed_in_fixed_assets,
        listed.is_closed_in_cash_management,
        false as is_inferred
    from listed
    inner join calendars
        on calendars.tenant = listed.tenant
        and coalesce(calendars.company_id, '') = coalesce(listed.company_id, '')
    union all
    select
        calendars.calendar_key,
        posted.tenant,
        calendars.company_id,
        posted.period_id,
        right(posted.period_id, 4) as financial_year,
        posted.start_date,
        cast(posted.start_date + interval '1 month' - interval '1 day' as date) as end_date,
        false as is_adjustment,
        'Open' as source_status,
        false as is_closed_in_payables,
        false as is_closed_in_receivables,
        false as is_closed_in_inventory,
        false as is_closed_in_fixed_assets,
        false as is_closed_in_cash_management,
        true as is_inferred
    from posted
    inner join calendars on calendars.calendar_key = posted.calendar_key
    where not exists (
        select 1
        from listed
        where listed.tenant = posted.tenant
            and coalesce(listed.company_id, '') = coalesce(calendars.company_id, '')
            and listed.period_id = posted.period_id
    )
)

select
    'acumatica' as source_system,
    periods.tenant as source_account,
    {{ joined_key(['periods.calendar_key', 'periods.period_id']) }} as period_key,
    periods.calendar_key,
    periods.period_id,
    left(periods.period_id, 2) || '-' || right(periods.period_id, 4) as period_name,
    periods.start_date,
    periods.end_date,
    cast(null as text) as fiscal_quarter_name,
    'FY ' || periods.financial_year as fiscal_year_name,
    coalesce(
        years.start_date,
        min(periods.start_date) over (partition by periods.calendar_key, periods.financial_year)
    ) as fiscal_year_start_date,
    periods.is_adjustment,
    coalesce(periods.source_status in ('Closed', 'Locked'), false) as is_closed,
    coalesce(periods.source_status = 'Locked', false) as is_locked,
    periods.is_inferred,
    periods.source_status,
    periods.is_closed_in_payables,
    periods.is_closed_in_receivables,
    periods.is_closed_in_inventory,
    periods.is_closed_in_fixed_assets,
    periods.is_closed_in_cash_management
from periods
left join {{ ref('stg_acumatica__financial_years') }} as years
    on years.tenant = periods.tenant
    and coalesce(years.company_id, '') = coalesce(periods.company_id, '')
    and years.financial_year = periods.financial_year
