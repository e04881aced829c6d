-- Subsidiaries. An account without OneWorld gets one company.
with listed as (
    select * from {{ ref('stg_netsuite__subsidiaries') }}
),

unlisted as (
    {{ netsuite_unlisted_members('company', 'listed', 'company_id') }}
),

base_currency as (
    select min(currency_id) as currency_id
    from {{ ref('int_netsuite__currencies') }}
    where is_base_currency
),

companies as (
    select
        company_id,
        company_code,
        company_name,
        legal_name,
        parent_company_id,
        currency_id,
        country_code,
        is_elimination,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        member_id as company_id,
        cast(member_id as text) as company_code,
        'Company ' || cast(member_id as text) as company_name,
        cast(null as text) as legal_name,
        cast(null as bigint) as parent_company_id,
        cast(null as bigint) as currency_id,
        cast(null as text) as country_code,
        false as is_elimination,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ surrogate_key('netsuite', ['companies.company_id']) }} as company_key,
    cast(companies.company_id as text) as company_id,
    companies.company_code,
    companies.company_name,
    companies.legal_name,
    {{ surrogate_key('netsuite', ['nullif(companies.parent_company_id, companies.company_id)']) }} as parent_company_key,
    coalesce(currency.currency_code, '{{ var("base_currency_code") }}') as base_currency_code,
    {{ currency_decimals('currency.currency_code', 'currency.decimal_places') }} as base_currency_decimals,
    companies.country_code,
    companies.is_elimination,
    companies.is_active,
    companies.is_inferred
from companies
cross join base_currency
left join {{ ref('int_netsuite__currencies') }} as currency
    on currency.currency_id = coalesce(companies.currency_id, base_currency.currency_id)
