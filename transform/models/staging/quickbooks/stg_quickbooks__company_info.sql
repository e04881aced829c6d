with raw as (
    {{ raw_table('quickbooks', 'company_info', {
        'realm_id': 'text', 'company_name': 'text', 'legal_name': 'text', 'country': 'text',
        'fiscal_year_start_month': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    company_name,
    legal_name,
    country as country_code,
    fiscal_year_start_month
from raw
where not coalesce(is_deleted, false)
