-- Locations (QuickBooks' departments) and classes as segments.
with listed as (
    select * from {{ ref('stg_quickbooks__classes') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('class', 'listed', 'class_id') }}
),

members as (
    select
        source_account as company_id,
        'location' as segment,
        department_id as value_id,
        department_name as value_name,
        parent_department_id as parent_value_id,
        is_active,
        is_inferred
    from {{ ref('int_quickbooks__departments') }}
    union all
    select
        company_id,
        'class' as segment,
        class_id as value_id,
        class_name as value_name,
        parent_class_id as parent_value_id,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        company_id,
        'class' as segment,
        member_id as value_id,
        'Class ' || member_id as value_name,
        cast(null as text) as parent_value_id,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'quickbooks' as source_system,
    company_id as source_account,
    {{ surrogate_key('quickbooks', ['company_id', 'segment', 'value_id']) }} as segment_value_key,
    {{ surrogate_key('quickbooks', ['company_id', 'segment']) }} as segment_key,
    case segment when 'location' then 'Location' else 'Class' end as segment_name,
    segment as segment_role,
    case segment when 'location' then 1 else 2 end as segment_number,
    value_id as value_code,
    value_name,
    {{ surrogate_key('quickbooks', ['company_id', 'segment', 'parent_value_id']) }} as parent_segment_value_key,
    is_active,
    is_inferred
from members
