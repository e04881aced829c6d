-- Acumatica closes a period in each subledger before it closes the general ledger.
{%- set closed = {
    'general_ledger': 'false',
    'payables': 'is_closed_in_payables',
    'receivables': 'is_closed_in_receivables',
    'inventory': 'is_closed_in_inventory',
    'fixed_assets': 'is_closed_in_fixed_assets',
    'cash_management': 'is_closed_in_cash_management',
} %}
{%- for subledger, is_closed in closed.items() %}
select
    'acumatica' as source_system,
    period_key,
    cast(null as text) as ledger_key,
    '{{ subledger }}' as subledger,
    case
        when source_status in ('Inactive', 'Locked', 'Closed') then lower(source_status)
        when {{ is_closed }} then 'closed'
        else 'open'
    end as period_status
from {{ ref('int_acumatica__periods') }}
{{ 'union all' if not loop.last }}
{%- endfor %}
