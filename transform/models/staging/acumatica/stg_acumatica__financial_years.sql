-- Years of the companies' calendars, and of the master calendar (without a company).
with raw as (
    select * from (
        {{ raw_table('acumatica', 'company_financial_years', {
            'tenant': 'text', 'company': 'text', 'financial_year': 'text', 'start_date': 'date',
            'is_deleted': 'boolean',
        }) }}
    ) as company_years
    union all
    select * from (
        {{ raw_table('acumatica', 'financial_years', {
            'tenant': 'text', 'company': 'text', 'financial_year': 'text', 'start_date': 'date',
            'is_deleted': 'boolean',
        }) }}
    ) as master_years
)

select
    tenant,
    company as company_id,
    financial_year,
    start_date
from raw
where not coalesce(is_deleted, false)
