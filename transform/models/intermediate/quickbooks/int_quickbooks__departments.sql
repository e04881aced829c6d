-- QuickBooks' implementation of `int_finance__departments`, which QuickBooks shows as locations.
with listed as (
    select * from {{ ref('stg_quickbooks__departments') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('department', 'listed', 'department_id') }}
),

members as (
    select company_id, department_id, department_name, parent_department_id, is_active, false as is_inferred
    from listed
    union all
    select
        company_id,
        member_id as department_id,
        'Department ' || member_id as department_name,
        cast(null as text) as parent_department_id,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'quickbooks' as source_system,
    company_id as source_account,
    {{ surrogate_key('quickbooks', ['company_id', 'department_id']) }} as department_key,
    department_id,
    department_id as department_code,
    department_name,
    parent_department_id,
    {{ surrogate_key('quickbooks', ['company_id', 'parent_department_id']) }} as parent_department_key,
    is_active,
    is_inferred
from members
