-- Base and adjustment periods with their fiscal year; quarters and years are not posting
-- periods and become attributes.
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
        period.period_id,
        period.period_name,
        period.start_date,
        period.end_date,
        period.is_adjustment,
        period.is_closed,
        period.is_locked,
        case when parent.is_quarter then parent.period_name end as fiscal_quarter_name,
        case
            when parent.is_year then parent.period_name
            when grandparent.is_year then grandparent.period_name
        end as fiscal_year_name,
        case
            when parent.is_year then parent.start_date
            when grandparent.is_year then grandparent.start_date
        end as fiscal_year_start_date,
        false as is_inferred
    from listed as period
    left join listed as parent on parent.period_id = period.parent_period_id
    left join listed as grandparent on grandparent.period_id = parent.parent_period_id
    where not period.is_year and not period.is_quarter
    union all
    select
        period_id,
        'Period ' || cast(period_id as text) as period_name,
        start_date,
        cast(start_date + interval '1 month' - interval '1 day' as date) as end_date,
        false as is_adjustment,
        false as is_closed,
        false as is_locked,
        cast(null as text) as fiscal_quarter_name,
        cast(null as text) as fiscal_year_name,
        cast(null as date) as fiscal_year_start_date,
        true as is_inferred
    from inferred
)

select
    'netsuite' as source_system,
    {{ surrogate_key('netsuite', ['period_id']) }} as period_key,
    'netsuite' as calendar_key,
    cast(period_id as text) as period_id,
    period_name,
    start_date,
    end_date,
    fiscal_quarter_name,
    coalesce(fiscal_year_name, 'FY ' || cast(cast(extract(year from start_date) as integer) as text)) as fiscal_year_name,
    coalesce(fiscal_year_start_date, cast(date_trunc('year', start_date) as date)) as fiscal_year_start_date,
    is_adjustment,
    is_closed,
    is_locked,
    is_inferred
from posting_periods
