with raw as (
    {{ raw_table('netsuite', 'subsidiaries', {
        'id': 'id', 'name': 'text', 'fullname': 'text', 'legalname': 'text', 'parent': 'id',
        'currency': 'id', 'fiscalcalendar': 'id', 'country': 'text', 'iselimination': 'boolean', 'isinactive': 'boolean',
        'externalid': 'text', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as company_id,
    coalesce(nullif(trim(externalid), ''), {{ source_id('id') }}) as company_code,
    coalesce("name", fullname) as company_name,
    legalname as legal_name,
    parent as parent_company_id,
    currency as currency_id,
    fiscalcalendar as calendar_id,
    country as country_code,
    coalesce(iselimination, false) as is_elimination,
    not coalesce(isinactive, false) as is_active,
    lastmodifieddate as updated_at
from raw
