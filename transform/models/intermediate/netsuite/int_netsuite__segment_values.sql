-- Departments, classes and locations as segments.
{%- set segments = ['department', 'class', 'location'] %}
with
{%- for segment in ['class', 'location'] %}
listed_{{ segment }} as (
    select
        {{ segment }}_id as value_id,
        {{ segment }}_code as value_code,
        {{ segment }}_name as value_name,
        parent_{{ segment }}_id as parent_value_id,
        is_active
    from {{ ref('stg_netsuite__' ~ ('classes' if segment == 'class' else 'locations')) }}
),

unlisted_{{ segment }} as (
    {{ netsuite_unlisted_members(segment, 'listed_' ~ segment, 'value_id') }}
),
{%- endfor %}

members as (
    select
        'department' as segment,
        department_key as value_id,
        department_code as value_code,
        department_name as value_name,
        parent_department_key as parent_value_id,
        is_active,
        is_inferred
    from {{ ref('int_netsuite__departments') }}
    {%- for segment in ['class', 'location'] %}
    union all
    select '{{ segment }}' as segment, listed_{{ segment }}.*, false as is_inferred from listed_{{ segment }}
    union all
    select
        '{{ segment }}' as segment,
        member_id as value_id,
        {{ source_id('member_id') }} as value_code,
        '{{ segment | capitalize }} ' || {{ source_id('member_id') }} as value_name,
        cast(null as text) as parent_value_id,
        true as is_active,
        true as is_inferred
    from unlisted_{{ segment }}
    {%- endfor %}
)

select
    'netsuite' as source_system,
    {{ source_account('value_id') }} as source_account,
    {{ netsuite_segment_value('segment', 'value_id') }} as segment_value_key,
    {{ source_account('value_id') }} || '-' || segment as segment_key,
    case segment {% for segment in segments %}when '{{ segment }}' then '{{ segment | capitalize }}' {% endfor %}end as segment_name,
    segment as segment_role,
    case segment {% for segment in segments %}when '{{ segment }}' then {{ loop.index }} {% endfor %}end as segment_number,
    value_code,
    value_name,
    {{ netsuite_segment_value('segment', 'nullif(parent_value_id, value_id)') }} as parent_segment_value_key,
    is_active,
    is_inferred
from members
