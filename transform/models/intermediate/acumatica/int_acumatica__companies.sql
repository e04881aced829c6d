-- Acumatica's implementation of `int_finance__companies`: its companies, whose branches are a segment.
{{ config(materialized='table') }}

with primary_ledgers as (
    select * from {{ ref('int_acumatica__ledgers') }} where ledger_category = 'primary'
),

-- The currency of the actual ledger that a company without a currency posts to, and most of its lines are in.
posted as (
    select
        branch.tenant,
        branch.company_id,
        line.ledger_currency_code as currency_code,
        row_number() over (
            partition by branch.tenant, branch.company_id
            order by count(*) desc, line.ledger_currency_code
        ) as preference
    from {{ ref('stg_acumatica__batch_lines') }} as line
    inner join primary_ledgers as ledger
        on ledger.tenant = line.tenant
        and ledger.ledger_id = line.ledger_id
    inner join {{ ref('int_acumatica__branches') }} as branch
        on branch.tenant = line.tenant
        and branch.branch_id = line.branch_id
    where branch.base_currency_code is null
    group by branch.tenant, branch.company_id, line.ledger_currency_code
),

-- A company that has not posted has the currency of the actual ledgers if it is the only one.
single_currencies as (
    select
        tenant,
        min(currency_code) as currency_code
    from primary_ledgers
    group by tenant
    having count(distinct currency_code) = 1
),

companies as (
    select
        branch.tenant,
        branch.company_id,
        max(branch.company_name) as company_name,
        min(branch.country_code) as country_code,
        coalesce(
            min(branch.base_currency_code), min(posted.currency_code), min(single_currencies.currency_code)
        ) as currency_code,
        max(case when branch.is_company_active then 1 else 0 end) = 1 as is_active,
        min(case when branch.is_inferred then 1 else 0 end) = 1 as is_inferred
    from {{ ref('int_acumatica__branches') }} as branch
    left join posted
        on posted.tenant = branch.tenant
        and posted.company_id = branch.company_id
        and posted.preference = 1
    left join single_currencies on single_currencies.tenant = branch.tenant
    group by branch.tenant, branch.company_id
),

calendars as (
    select distinct
        tenant,
        company_id
    from {{ ref('stg_acumatica__financial_periods') }}
    where company_id is not null
)

select
    'acumatica' as source_system,
    companies.tenant as source_account,
    {{ surrogate_key('acumatica', ['companies.tenant', 'companies.company_id']) }} as company_key,
    companies.tenant,
    companies.company_id,
    companies.company_id as company_code,
    companies.company_name,
    cast(null as text) as legal_name,
    cast(null as text) as parent_company_key,
    coalesce(companies.currency_code, {{ literal(var("base_currency_code")) }}) as base_currency_code,
    {{ currency_decimals('companies.currency_code', 'currency.decimal_places') }} as base_currency_decimals,
    -- A company has a calendar of its own, or else the master calendar.
    coalesce(
        {{ surrogate_key('acumatica', ['companies.tenant', 'calendars.company_id']) }},
        {{ surrogate_key('acumatica', ['companies.tenant']) }}
    ) as calendar_key,
    companies.country_code,
    false as is_elimination,
    companies.is_active,
    companies.is_inferred
from companies
left join calendars
    on calendars.tenant = companies.tenant
    and calendars.company_id = companies.company_id
left join {{ ref('stg_acumatica__currencies') }} as currency
    on currency.tenant = companies.tenant
    and currency.currency_code = companies.currency_code
