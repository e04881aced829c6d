with raw as (
    {{ raw_table('quickbooks', 'terms', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as terms_id,
    name as terms_name
from raw
where not coalesce(is_deleted, false)
