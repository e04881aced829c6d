-- QuickBooks' implementation of `int_finance__companies`: a realm is a company with its own books.
with realms as (
    select company_id from {{ ref('stg_quickbooks__company_info') }}
    union
    select company_id from {{ ref('stg_quickbooks__accounts') }}
    union
    select company_id from {{ ref('stg_quickbooks__transactions') }}
)

select
    'quickbooks' as source_system,
    realms.company_id as source_account,
    {{ surrogate_key('quickbooks', ['realms.company_id']) }} as company_key,
    realms.company_id,
    realms.company_id as company_code,
    coalesce(info.company_name, 'Company ' || realms.company_id) as company_name,
    info.legal_name,
    cast(null as text) as parent_company_key,
    coalesce(preferences.base_currency_code, {{ literal(var("base_currency_code")) }}) as base_currency_code,
    {{ currency_decimals('preferences.base_currency_code') }} as base_currency_decimals,
    {{ surrogate_key('quickbooks', ['realms.company_id']) }} as calendar_key,
    info.country_code,
    false as is_elimination,
    true as is_active,
    info.company_id is null as is_inferred,
    case lower(coalesce(info.fiscal_year_start_month, preferences.fiscal_year_start_month))
        {%- for month in ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] %}
        when '{{ month }}' then {{ loop.index }}
        {%- endfor %}
        else 1
    end as fiscal_year_start_month,
    preferences.books_closed_until
from realms
left join {{ ref('stg_quickbooks__company_info') }} as info on info.company_id = realms.company_id
left join {{ ref('stg_quickbooks__preferences') }} as preferences on preferences.company_id = realms.company_id
