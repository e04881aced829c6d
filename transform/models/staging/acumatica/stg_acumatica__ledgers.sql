with raw as (
    {{ raw_table('acumatica', 'ledgers', {
        'tenant': 'text', 'ledger_id': 'text', 'description': 'text', 'type': 'text',
        'currency': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    ledger_id,
    description as ledger_name,
    case "type"
        when 'Actual' then 'primary'
        when 'Reporting' then 'reporting'
        when 'Budget' then 'budget'
        when 'Statistical' then 'statistical'
        else 'secondary'
    end as ledger_category,
    currency as currency_code
from raw
where not coalesce(is_deleted, false)
