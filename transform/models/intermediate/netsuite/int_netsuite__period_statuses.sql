-- NetSuite closes a period for all subledgers, and locks payables and receivables before.
{%- set locks = {
    'general_ledger': 'false',
    'payables': 'listed.is_payables_locked',
    'receivables': 'listed.is_receivables_locked',
} %}
{%- for subledger, is_locked in locks.items() %}
select
    'netsuite' as source_system,
    period.period_key,
    cast(null as text) as ledger_key,
    '{{ subledger }}' as subledger,
    case
        when period.is_closed then 'closed'
        when period.is_locked or {{ is_locked }} then 'locked'
        else 'open'
    end as period_status
from {{ ref('int_netsuite__periods') }} as period
left join {{ ref('stg_netsuite__accounting_periods') }} as listed
    on listed.period_id = period.source_account || '-' || period.period_id
{{ 'union all' if not loop.last }}
{%- endfor %}
