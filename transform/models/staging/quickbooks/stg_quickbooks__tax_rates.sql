with raw as (
    {{ raw_table('quickbooks', 'tax_rates', {
        'realm_id': 'text', 'id': 'text', 'agency_id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as tax_rate_id,
    agency_id as tax_agency_id
from raw
where not coalesce(is_deleted, false)
