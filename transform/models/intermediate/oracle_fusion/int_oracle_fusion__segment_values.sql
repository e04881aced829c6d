-- Oracle Fusion's implementation of `int_finance__segment_values`: values of all segments but the natural
-- account, by chart.
{{ config(materialized='table') }}

with segments as (
    select
        *,
        case label
            when 'GL_BALANCING' then 'balancing'
            when 'FA_COST_CTR' then 'cost_center'
            when 'GL_INTERCOMPANY' then 'intercompany'
            else 'other'
        end as segment_role
    from {{ ref('int_oracle_fusion__segments') }}
    where label <> 'GL_ACCOUNT'
),

listed as (
    select
        segments.pod,
        segments.chart_id,
        segments.segment_name,
        listed.value_code,
        listed.value_name,
        listed.parent_value_code,
        listed.is_active
    from segments
    inner join {{ ref('stg_oracle_fusion__segment_values') }} as listed
        on listed.pod = segments.pod
        and listed.value_set_code = segments.value_set_code
),

used as (
    select
        pod,
        chart_id,
        segment_name,
        value_code,
        max(case when is_listed then 1 else 0 end) = 1 as is_listed
    from {{ ref('int_oracle_fusion__combination_values') }}
    where label <> 'GL_ACCOUNT'
    group by pod, chart_id, segment_name, value_code
),

members as (
    select
        coalesce(listed.pod, used.pod) as pod,
        coalesce(listed.chart_id, used.chart_id) as chart_id,
        coalesce(listed.segment_name, used.segment_name) as segment_name,
        coalesce(listed.value_code, used.value_code) as value_code,
        coalesce(listed.value_name, used.value_code) as value_name,
        listed.parent_value_code,
        coalesce(listed.is_active, true) as is_active,
        listed.value_code is null and not used.is_listed as is_inferred
    from listed
    full outer join used
        on used.pod = listed.pod
        and used.chart_id = listed.chart_id
        and used.segment_name = listed.segment_name
        and used.value_code = listed.value_code
)

select
    'oracle_fusion' as source_system,
    members.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['members.pod', 'members.chart_id', 'members.segment_name', 'members.value_code']) }} as segment_value_key,
    {{ surrogate_key('oracle_fusion', ['members.pod', 'members.chart_id', 'members.segment_name']) }} as segment_key,
    members.segment_name,
    segments.segment_role,
    segments.segment_number,
    members.value_code,
    members.value_name,
    {{ surrogate_key('oracle_fusion', ['parent.pod', 'parent.chart_id', 'parent.segment_name', 'parent.value_code']) }} as parent_segment_value_key,
    members.is_active,
    members.is_inferred
from members
inner join segments
    on segments.pod = members.pod
    and segments.chart_id = members.chart_id
    and segments.segment_name = members.segment_name
left join listed as parent
    on parent.pod = members.pod
    and parent.chart_id = members.chart_id
    and parent.segment_name = members.segment_name
    and parent.value_code = members.parent_value_code
