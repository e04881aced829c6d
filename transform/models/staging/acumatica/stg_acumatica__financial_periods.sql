-- Periods of the companies' calendars, and of the master calendar (without a company).
with raw as (
    select * from (
        {{ raw_table('acumatica', 'company_financial_periods', {
            'tenant': 'text', 'company': 'text', 'financial_year': 'text', 'financial_period_id': 'text',
            'start_date': 'date', 'end_date': 'date', 'adjustment_period': 'boolean', 'status': 'text',
            'closed_in_ap': 'boolean', 'closed_in_ar': 'boolean', 'closed_in_ca': 'boolean',
            'closed_in_fa': 'boolean', 'closed_in_in': 'boolean', 'is_deleted': 'boolean',
        }) }}
    ) as company_periods
    union all
    select * from (
        {{ raw_table('acumatica', 'financial_periods', {
            'tenant': 'text', 'company': 'text', 'financial_year': 'text', 'financial_period_id': 'text',
            'start_date': 'date', 'end_date': 'date', 'adjustment_period': 'boolean', 'status': 'text',
            'closed_in_ap': 'boolean', 'closed_in_ar': 'boolean', 'closed_in_ca': 'boolean',
            'closed_in_fa': 'boolean', 'closed_in_in': 'boolean', 'is_deleted': 'boolean',
        }) }}
    ) as master_periods
)

select
    tenant,
    company as company_id,
    financial_year,
    {{ acumatica_period('financial_period_id') }} as period_id,
    start_date,
    end_date,
    coalesce(adjustment_period, false) as is_adjustment,
    status as source_status,
    coalesce(closed_in_ap, false) as is_closed_in_payables,
    coalesce(closed_in_ar, false) as is_closed_in_receivables,
    coalesce(closed_in_in, false) as is_closed_in_inventory,
    coalesce(closed_in_fa, false) as is_closed_in_fixed_assets,
    coalesce(closed_in_ca, false) as is_closed_in_cash_management
from raw
where not coalesce(is_deleted, false)
