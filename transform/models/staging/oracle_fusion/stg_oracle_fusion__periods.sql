-- Periods of each calendar.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_periods', {
        'pod': 'text', 'period_set_name_id': 'text', 'period_name_id': 'text',
        'adjustment_period_flag': 'text', 'period_year': 'integer', 'period_number': 'integer',
        'start_date': 'date', 'end_date': 'date', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    period_set_name_id as calendar_id,
    period_name_id as period_name,
    period_year,
    period_number,
    start_date,
    end_date,
    {{ oracle_fusion_flag('adjustment_period_flag') }} as is_adjustment
from raw
where not coalesce(is_deleted, false)
