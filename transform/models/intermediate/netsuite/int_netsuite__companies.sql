-- Subsidiaries. An account without OneWorld gets one company.
with listed as (
    select * from {{ ref('stg_netsuite__subsidiaries') }}
),

unlisted as (
    {{ netsuite_unlisted_members('company', 'listed', 'company_id') }}
),

base_currency as (
    select
        {{ source_account('currency_id') }} as source_account,
        min(currency_id) as currency_id
    from {{ ref('int_netsuite__currencies') }}
    where is_base_currency
    group by {{ source_account('currency_id') }}
),

default_calendar as (
    select
        {{ source_account('calendar_id') }} as source_account,
        min(calendar_id) as calendar_id
    from {{ ref('stg_netsuite__fiscal_calendars') }}
    where is_default
    group by {{ source_account('calendar_id') }}
),

companies as (
    select
        company_id,
        company_code,
        company_name,
        legal_name,
        parent_company_id,
        currency_id,
        calendar_id,
        country_code,
        is_elimination,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        member_id as company_id,
        {{ source_id('member_id') }} as company_code,
        'Company ' || {{ source_id('member_id') }} as company_name,
        cast(null as text) as legal_name,
        cast(null as text) as parent_company_id,
        cast(null as text) as currency_id,
        cast(null as text) as calendar_id,
        cast(null as text) as country_code,
        false as is_elimination,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ source_account('companies.company_id') }} as source_account,
    companies.company_id as company_key,
    {{ source_id('companies.company_id') }} as company_id,
    companies.company_code,
    companies.company_name,
    companies.legal_name,
    nullif(companies.parent_company_id, companies.company_id) as parent_company_key,
    coalesce(currency.currency_code, {{ literal(var("base_currency_code")) }}) as base_currency_code,
    {{ currency_decimals('currency.currency_code', 'currency.decimal_places') }} as base_currency_decimals,
    coalesce(
        companies.calendar_id, default_calendar.calendar_id, {{ source_account('companies.company_id') }} || '-1'
    ) as calendar_key,
    companies.country_code,
    companies.is_elimination,
    companies.is_active,
    companies.is_inferred
from companies
left join base_currency on base_currency.source_account = {{ source_account('companies.company_id') }}
left join default_calendar on default_calendar.source_account = {{ source_account('companies.company_id') }}
left join {{ ref('int_netsuite__currencies') }} as currency
    on currency.currency_id = coalesce(companies.currency_id, base_currency.currency_id)
