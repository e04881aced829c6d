with raw as (
    {{ raw_table('quickbooks', 'classes', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'parent_id': 'text', 'active': 'boolean',
        'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as class_id,
    name as class_name,
    parent_id as parent_class_id,
    coalesce(active, true) as is_active
from raw
where not coalesce(is_deleted, false)
