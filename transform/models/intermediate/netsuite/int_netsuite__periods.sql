-- Base and adjustment periods once per fiscal calendar that a company uses; quarters and years are
-- not posting periods and become attributes.
with listed as (
    select * from {{ ref('stg_netsuite__accounting_periods') }}
),

unlisted as (
    {{ netsuite_unlisted_members('period', 'listed', 'period_id') }}
),

inferred as (
    select
        unlisted.member_id as period_id,
        cast(date_trunc('month', min(document.document_date)) as date) as start_date
    from unlisted
    inner join {{ ref('stg_netsuite__transactions') }} as document on document.period_id = unlisted.member_id
    group by unlisted.member_id
),

posting_periods as (
    select
        period_id,
        parent_period_id,
        period_name,
        start_date,
        end_date,
        is_adjustment,
        is_closed,
        is_locked,
        false as is_inferred
    from listed
    where not is_year and not is_quarter
    union all
    select
        period_id,
        cast(null as text) as parent_period_id,
        'Period ' || {{ source_id('period_id') }} as period_name,
        start_date,
        cast(start_date + interval '1 month' - interval '1 day' as date) as end_date,
        false as is_adjustment,
        false as is_closed,
        false as is_locked,
        true as is_inferred
    from inferred
),

used_calendars as (
    select distinct
        company.source_account,
        company.calendar_key,
        coalesce(calendar.is_default, true) as is_default,
        coalesce(calendar.first_month, 1) as first_month
    from {{ ref('int_netsuite__companies') }} as company
    left join {{ ref('stg_netsuite__fiscal_calendars') }} as calendar on calendar.calendar_id = company.calendar_key
),

-- A period's own parent is that of the default calendar.
placed as (
    select
        period.*,
        calendar.source_account,
        calendar.calendar_key,
        coalesce(
            place.parent_period_id, case when calendar.is_default then period.parent_period_id end
        ) as calendar_parent_id,
        -- Months since the start of the fiscal year, for periods without a year.
        cast(extract(month from period.start_date) - calendar.first_month + 12 as integer) % 12 as fiscal_month
    from posting_periods as period
    inner join used_calendars as calendar on calendar.source_account = {{ source_account('period.period_id') }}
    left join {{ ref('stg_netsuite__accounting_period_calendars') }} as place
        on place.period_id = period.period_id
        and place.calendar_id = calendar.calendar_key
),

in_years as (
    select
        placed.*,
        case when parent.is_quarter then parent.period_name end as fiscal_quarter_name,
        case when parent.is_year then parent.period_id else coalesce(parent_place.parent_period_id, parent.parent_period_id) end as year_id,
        cast(
            cast(date_trunc('month', placed.start_date) as date) - placed.fiscal_month * interval '1 month' as date
        ) as computed_year_start_date
    from placed
    left join listed as parent on parent.period_id = placed.calendar_parent_id
    left join {{ ref('stg_netsuite__accounting_period_calendars') }} as parent_place
        on parent_place.period_id = parent.period_id
        and parent_place.calendar_id = placed.calendar_key
)

select
    'netsuite' as source_system,
    in_years.source_account,
    {{ joined_key(['in_years.period_id', source_id('in_years.calendar_key')]) }} as period_key,
    in_years.calendar_key,
    {{ source_id('in_years.period_id') }} as period_id,
    in_years.period_name,
    in_years.start_date,
    in_years.end_date,
    in_years.fiscal_quarter_name,
    -- A computed fiscal year is named after the calendar year it ends in.
    coalesce(
        fiscal_year.period_name,
        'FY ' || cast(cast(extract(year from in_years.computed_year_start_date + interval '11 months') as integer) as text)
    ) as fiscal_year_name,
    coalesce(fiscal_year.start_date, in_years.computed_year_start_date) as fiscal_year_start_date,
    in_years.is_adjustment,
    in_years.is_closed,
    in_years.is_locked,
    in_years.is_inferred
from in_years
left join listed as fiscal_year
    on fiscal_year.period_id = in_years.year_id
    and fiscal_year.is_year
