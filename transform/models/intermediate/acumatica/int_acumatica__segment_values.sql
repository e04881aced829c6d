-- Acumatica's implementation of `int_finance__segment_values`: branches, and the segments of subaccounts.
-- The contract has no names of segment values.
{%- set segments = acumatica_segments() %}
with subaccounts as (
    select tenant, subaccount_id, is_active, false as is_inferred
    from {{ ref('stg_acumatica__subaccounts') }}
    union all
    select tenant, member_id as subaccount_id, true as is_active, true as is_inferred
    from {{ ref('int_acumatica__referenced_members') }} as referenced
    where member_kind = 'subaccount'
        and not exists (
            select 1
            from {{ ref('stg_acumatica__subaccounts') }} as listed
            where listed.tenant = referenced.tenant
                and listed.subaccount_id = referenced.member_id
        )
),

members as (
    select
        tenant,
        'branch' as segment,
        1 as segment_number,
        branch_id as value_code,
        branch_name as value_name,
        is_active,
        is_inferred
    from {{ ref('int_acumatica__branches') }}
    {%- for segment in segments if segment.key != 'branch' %}
    union all
    select
        tenant,
        '{{ segment.key }}' as segment,
        {{ segment.number }} as segment_number,
        {{ segment.code }} as value_code,
        {{ segment.code }} as value_name,
        max(case when is_active then 1 else 0 end) = 1 as is_active,
        min(case when is_inferred then 1 else 0 end) = 1 as is_inferred
    from subaccounts
    where {{ segment.code }} is not null
    group by tenant, {{ segment.code }}
    {%- endfor %}
)

select
    'acumatica' as source_system,
    tenant as source_account,
    {{ surrogate_key('acumatica', ['tenant', 'segment', 'value_code']) }} as segment_value_key,
    {{ surrogate_key('acumatica', ['tenant', 'segment']) }} as segment_key,
    case segment {% for segment in segments %}when '{{ segment.key }}' then {{ literal(segment.name) }} {% endfor %}end as segment_name,
    case segment {% for segment in segments %}when '{{ segment.key }}' then {{ literal(segment.role) }} {% endfor %}end as segment_role,
    segment_number,
    value_code,
    value_name,
    cast(null as text) as parent_segment_value_key,
    is_active,
    is_inferred
from members
