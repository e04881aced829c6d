with raw as (
    {{ raw_table('quickbooks', 'tax_agencies', {
        'realm_id': 'text', 'id': 'text', 'display_name': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as tax_agency_id,
    display_name as tax_agency_name
from raw
where not coalesce(is_deleted, false)
