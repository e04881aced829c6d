-- Every day of the calendar years with documents, due dates or periods.
with dates as (
    select start_date as calendar_date from {{ ref('dim_period') }}
    union all
    select end_date as calendar_date from {{ ref('dim_period') }}
    union all
    select document_date as calendar_date from {{ ref('fct_gl_line') }}
    union all
    select document_date as calendar_date from {{ ref('int_finance__documents') }}
    union all
    select due_date as calendar_date from {{ ref('int_finance__documents') }}
    union all
    select order_date as calendar_date from {{ ref('fct_purchase_order_line') }}
    union all
    select current_date as calendar_date
),

bounds as (
    select
        cast(date_trunc('year', min(calendar_date)) as date) as first_date,
        cast(date_trunc('year', max(calendar_date)) + interval '1 year' as date) as end_date
    from dates
),

days as (
    select bounds.first_date + cast(day_number.n as integer) as date_day
    from bounds
    cross join generate_series(0, 73000) as day_number (n)
    where bounds.first_date + cast(day_number.n as integer) < bounds.end_date
)

select
    date_day,
    cast(extract(year from date_day) as integer) as calendar_year,
    cast(extract(quarter from date_day) as integer) as calendar_quarter,
    cast(extract(month from date_day) as integer) as month_of_year,
    case cast(extract(month from date_day) as integer)
        {%- for name in ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as month_name,
    cast(extract(day from date_day) as integer) as day_of_month,
    cast(extract(isodow from date_day) as integer) as day_of_week,
    cast(extract(week from date_day) as integer) as iso_week,
    cast(date_trunc('month', date_day) as date) as month_start_date,
    cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
    cast(date_trunc('year', date_day) as date) as year_start_date,
    extract(isodow from date_day) in (6, 7) as is_weekend
from days
