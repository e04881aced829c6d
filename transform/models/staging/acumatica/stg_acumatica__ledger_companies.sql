-- Companies that post to a ledger.
with raw as (
    {{ raw_table('acumatica', 'ledger_companies', {
        'tenant': 'text', 'ledger_id': 'text', 'company': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    ledger_id,
    company as company_id
from raw
where not coalesce(is_deleted, false)
