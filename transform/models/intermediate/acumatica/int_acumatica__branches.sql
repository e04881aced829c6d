-- Branches with their companies. A branch that no list contains is a company of its own.
{{ config(materialized='table') }}

with listed as (
    select * from {{ ref('stg_acumatica__branches') }}
),

unlisted as (
    {{ acumatica_unlisted_members('branch', 'listed', 'branch_id') }}
)

select
    tenant,
    branch_id,
    branch_name,
    company_id,
    company_name,
    country_code,
    base_currency_code,
    is_active,
    is_company_active,
    false as is_inferred
from listed
union all
select
    tenant,
    member_id as branch_id,
    'Branch ' || member_id as branch_name,
    member_id as company_id,
    'Company ' || member_id as company_name,
    cast(null as text) as country_code,
    cast(null as text) as base_currency_code,
    true as is_active,
    true as is_company_active,
    true as is_inferred
from unlisted
