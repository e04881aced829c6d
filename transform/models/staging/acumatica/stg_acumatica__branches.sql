-- Companies with their branches; a company without branches has one with its own id.
with raw as (
    {{ raw_table('acumatica', 'branches', {
        'tenant': 'text', 'company_id': 'text', 'company_name': 'text', 'company_status': 'boolean',
        'branch_id': 'text', 'branch_name': 'text', 'branch_country': 'text',
        'branch_status': 'boolean', 'base_currency_id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    company_id,
    company_name,
    coalesce(company_status, true) as is_company_active,
    coalesce(branch_id, company_id) as branch_id,
    coalesce(branch_name, company_name) as branch_name,
    branch_country as country_code,
    coalesce(branch_status, true) as is_active,
    base_currency_id as base_currency_code
from raw
where not coalesce(is_deleted, false)
