with raw as (
    {{ raw_table('netsuite', 'accounting_periods', {
        'id': 'id', 'periodname': 'text', 'parent': 'id', 'startdate': 'date', 'enddate': 'date',
        'isyear': 'boolean', 'isquarter': 'boolean', 'isadjust': 'boolean', 'closed': 'boolean',
        'alllocked': 'boolean', 'aplocked': 'boolean', 'arlocked': 'boolean', 'isinactive': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as period_id,
    periodname as period_name,
    parent as parent_period_id,
    startdate as start_date,
    enddate as end_date,
    coalesce(isyear, false) as is_year,
    coalesce(isquarter, false) as is_quarter,
    coalesce(isadjust, false) as is_adjustment,
    coalesce(closed, false) as is_closed,
    coalesce(alllocked, false) as is_locked,
    coalesce(aplocked, false) as is_payables_locked,
    coalesce(arlocked, false) as is_receivables_locked,
    lastmodifieddate as updated_at
from raw
