with listed as (
    select * from {{ ref('stg_netsuite__departments') }}
),

unlisted as (
    {{ netsuite_unlisted_members('department', 'listed', 'department_id') }}
),

departments as (
    select
        department_id,
        department_code,
        department_name,
        parent_department_id,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        member_id as department_id,
        {{ source_id('member_id') }} as department_code,
        'Department ' || {{ source_id('member_id') }} as department_name,
        cast(null as text) as parent_department_id,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ source_account('department_id') }} as source_account,
    department_id as department_key,
    {{ source_id('department_id') }} as department_id,
    department_code,
    department_name,
    nullif(parent_department_id, department_id) as parent_department_key,
    is_active,
    is_inferred
from departments
