-- QuickBooks closes its books up to a date, for all subledgers.
select
    'quickbooks' as source_system,
    period_key,
    cast(null as text) as ledger_key,
    'general_ledger' as subledger,
    case when is_closed then 'closed' else 'open' end as period_status
from {{ ref('int_quickbooks__periods') }}
