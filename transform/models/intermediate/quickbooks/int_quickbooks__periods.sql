-- QuickBooks' implementation of `int_finance__periods`: calendar months from a company's first to
-- its last document. Each company has its own fiscal year.
with spans as (
    select
        company_id,
        cast(date_trunc('month', min(document_date)) as date) as first_month,
        cast(date_trunc('month', max(document_date)) as date) as last_month
    from {{ ref('stg_quickbooks__transactions') }}
    group by company_id
),

months as (
    select
        spans.company_id,
        cast(spans.first_month + cast(month_number.n as integer) * interval '1 month' as date) as start_date
    from spans
    cross join generate_series(0, 2400) as month_number (n)
    where spans.first_month + cast(month_number.n as integer) * interval '1 month' <= spans.last_month
),

dated as (
    select
        months.company_id,
        months.start_date,
        cast(months.start_date + interval '1 month' - interval '1 day' as date) as end_date,
        company.books_closed_until,
        -- Months since the start of the fiscal year.
        cast((extract(month from months.start_date) - company.fiscal_year_start_month + 12) as integer) % 12 as fiscal_month
    from months
    inner join {{ ref('int_quickbooks__companies') }} as company on company.company_id = months.company_id
),

fiscal as (
    select
        *,
        cast(start_date - fiscal_month * interval '1 month' as date) as fiscal_year_start_date
    from dated
)

select
    'quickbooks' as source_system,
    company_id as source_account,
    {{ surrogate_key('quickbooks', ['company_id']) }} as calendar_key,
    {{ surrogate_key('quickbooks', ['company_id', quickbooks_month('start_date')]) }} as period_key,
    {{ quickbooks_month('start_date') }} as period_id,
    {{ quickbooks_month('start_date') }} as period_name,
    start_date,
    end_date,
    'Q' || cast(cast(1 + floor(fiscal_month / 3.0) as integer) as text) as fiscal_quarter_name,
    -- A fiscal year is named after the calendar year it ends in.
    'FY ' || cast(cast(extract(year from fiscal_year_start_date + interval '11 months') as integer) as text) as fiscal_year_name,
    fiscal_year_start_date,
    false as is_adjustment,
    coalesce(end_date <= books_closed_until, false) as is_closed,
    false as is_locked,
    false as is_inferred
from fiscal
