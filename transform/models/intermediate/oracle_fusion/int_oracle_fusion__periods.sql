-- Oracle Fusion's implementation of `int_finance__periods`: the periods of the calendars of ledgers.
-- `Jan-26` is a period in each of them.
{{ config(materialized='table') }}

with ledgers as (
    select * from {{ ref('int_oracle_fusion__ledgers') }}
),

-- Statuses have the periods of a ledger's calendar as well, for roles that see no calendars.
listed as (
    select
        pod,
        calendar_id,
        period_name,
        period_year,
        start_date,
        end_date,
        is_adjustment
    from {{ ref('stg_oracle_fusion__periods') }}
    union
    select
        status.pod,
        ledgers.calendar_id,
        status.period_name,
        status.period_year,
        status.start_date,
        status.end_date,
        status.is_adjustment
    from {{ ref('stg_oracle_fusion__period_statuses') }} as status
    inner join ledgers
        on ledgers.pod = status.pod
        and ledgers.ledger_id = status.ledger_id
    where not exists (
        select 1
        from {{ ref('stg_oracle_fusion__periods') }} as period
        where period.pod = status.pod
            and period.calendar_id = ledgers.calendar_id
            and period.period_name = status.period_name
    )
),

posted as (
    select
        journal.pod,
        ledgers.calendar_id,
        journal.period_name,
        cast(date_trunc('month', min(journal.effective_date)) as date) as start_date
    from {{ ref('stg_oracle_fusion__journals') }} as journal
    inner join ledgers
        on ledgers.pod = journal.pod
        and ledgers.ledger_name = journal.ledger_name
    group by journal.pod, ledgers.calendar_id, journal.period_name
),

periods as (
    select
        pod,
        calendar_id,
        period_name,
        period_year,
        start_date,
        end_date,
        is_adjustment,
        false as is_inferred
    from listed
    union all
    select
        pod,
        calendar_id,
        period_name,
        cast(extract(year from start_date) as bigint) as period_year,
        start_date,
        cast(start_date + interval '1 month' - interval '1 day' as date) as end_date,
        false as is_adjustment,
        true as is_inferred
    from posted
    where not exists (
        select 1
        from listed
        where listed.pod = posted.pod
            and listed.calendar_id = posted.calendar_id
            and listed.period_name = posted.period_name
    )
),

-- A period is closed where no primary ledger of the calendar has it open.
closed as (
    select
        status.pod,
        ledgers.calendar_id,
        status.period_name,
        min(case when status.period_status in ('closed', 'locked') then 1 else 0 end) = 1 as is_closed,
        min(case when status.period_status = 'locked' then 1 else 0 end) = 1 as is_locked
    from {{ ref('stg_oracle_fusion__period_statuses') }} as status
    inner join ledgers
        on ledgers.pod = status.pod
        and ledgers.ledger_id = status.ledger_id
    where status.subledger = 'general_ledger'
        and ledgers.ledger_category = 'primary'
    group by status.pod, ledgers.calendar_id, status.period_name
)

select
    'oracle_fusion' as source_system,
    periods.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['periods.pod', 'periods.calendar_id', 'periods.period_name']) }} as period_key,
    {{ surrogate_key('oracle_fusion', ['periods.pod', 'periods.calendar_id']) }} as calendar_key,
    periods.period_name as period_id,
    periods.period_name,
    periods.start_date,
    periods.end_date,
    cast(null as text) as fiscal_quarter_name,
    'FY ' || cast(periods.period_year as text) as fiscal_year_name,
    min(periods.start_date) over (partition by periods.pod, periods.calendar_id, periods.period_year) as fiscal_year_start_date,
    periods.is_adjustment,
    coalesce(closed.is_closed, false) as is_closed,
    coalesce(closed.is_locked, false) as is_locked,
    periods.is_inferred
from periods
left join closed
    on closed.pod = periods.pod
    and closed.calendar_id = periods.calendar_id
    and closed.period_name = periods.period_name
