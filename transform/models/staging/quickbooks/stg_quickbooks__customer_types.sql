with raw as (
    {{ raw_table('quickbooks', 'customer_types', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as customer_type_id,
    name as customer_type
from raw
where not coalesce(is_deleted, false)
