with raw as (
    {{ raw_table('quickbooks', 'classes', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as class_id,
    name as class_name
from raw
where not coalesce(is_deleted, false)
