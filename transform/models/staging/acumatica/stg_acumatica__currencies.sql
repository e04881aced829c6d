with raw as (
    {{ raw_table('acumatica', 'currencies', {
        'tenant': 'text', 'currency_id': 'text', 'decimal_precision': 'integer', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    currency_id as currency_code,
    decimal_precision as decimal_places
from raw
where not coalesce(is_deleted, false)
