with raw as (
    {{ raw_table('quickbooks', 'departments', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'parent_id': 'text', 'active': 'boolean',
        'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as department_id,
    name as department_name,
    parent_id as parent_department_id,
    coalesce(active, true) as is_active
from raw
where not coalesce(is_deleted, false)
