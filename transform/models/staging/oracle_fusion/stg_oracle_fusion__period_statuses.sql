-- Statuses of periods by ledger and application; all applications but 101 are (unconfirmed).
with raw as (
    {{ raw_table('oracle_fusion', 'gl_period_statuses', {
        'pod': 'text', 'ledger_id': 'text', 'period_name_id': 'text', 'closing_status': 'text',
        'application_id': 'text', 'adjustment_period_flag': 'text', 'period_year': 'integer',
        'period_number': 'integer', 'start_date': 'date', 'end_date': 'date', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    ledger_id,
    -- Some pods compose the name with calendar, application and ledger.
    case
        when period_name_id like '%_' || application_id || '_' || ledger_id
            then regexp_replace(replace(period_name_id, '_' || application_id || '_' || ledger_id, ''), '^.*_', '')
        else period_name_id
    end as period_name,
    period_year,
    period_number,
    start_date,
    end_date,
    {{ oracle_fusion_flag('adjustment_period_flag') }} as is_adjustment,
    case application_id
        when '101' then 'general_ledger'
        when '200' then 'payables'
        when '222' then 'receivables'
        when '140' then 'fixed_assets'
        when '260' then 'cash_management'
        when '707' then 'inventory'
    end as subledger,
    case closing_status
        when 'O' then 'open'
        when 'F' then 'future'
        when 'C' then 'closed'
        when 'P' then 'locked'
        else 'inactive'
    end as period_status
from raw
where not coalesce(is_deleted, false)
