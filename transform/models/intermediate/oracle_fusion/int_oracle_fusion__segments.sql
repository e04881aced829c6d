-- Segments of each chart with label, order and value set: as BICC extracts them, or else as configured.
{{ config(materialized='table') }}
{%- set configured = oracle_fusion_segments() %}

with configured as (
    {%- for segment in configured or [{'name': '', 'label': '', 'value_set': ''}] %}
    select
        {{ literal(segment.name) }} as segment_name,
        nullif({{ literal(segment.label) }}, '') as label,
        nullif({{ literal(segment.value_set) }}, '') as value_set_code
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

used as (
    select distinct
        pod,
        chart_id,
        segment_name,
        segment_number
    from {{ ref('stg_oracle_fusion__account_combinations') }}
),

labeled as (
    select
        used.pod,
        used.chart_id,
        used.segment_name,
        -- What BICC says of a segment, that it has no label included, goes before the configuration.
        coalesce(case when extracted.segment_name is null then configured.label else extracted.label end, 'none') as label,
        coalesce(extracted.segment_number, used.segment_number) as place,
        configured.value_set_code
    from used
    inner join configured on configured.segment_name = used.segment_name
    left join {{ ref('stg_oracle_fusion__chart_segments') }} as extracted
        on extracted.pod = used.pod
        and extracted.chart_id = used.chart_id
        and lower(replace(extracted.segment_name, '_', '')) = replace(used.segment_name, '_', '')
),

-- The value set whose code ends with the name of the segment, the shortest of several.
value_sets as (
    select
        labeled.pod,
        labeled.chart_id,
        labeled.segment_name,
        value_set.value_set_code,
        row_number() over (
            partition by labeled.pod, labeled.chart_id, labeled.segment_name
            order by
                case when value_set.value_set_code = labeled.value_set_code then 0 else 1 end,
                length(value_set.value_set_code),
                value_set.value_set_code
        ) as preference
    from labeled
    inner join {{ ref('stg_oracle_fusion__value_sets') }} as value_set
        on value_set.pod = labeled.pod
        and (
            value_set.value_set_code = labeled.value_set_code
            or '_' || replace(lower(value_set.value_set_code), ' ', '_') like '%#_' || replace(labeled.segment_name, '_', '#_') escape '#'
        )
)

select
    labeled.pod,
    labeled.chart_id,
    labeled.segment_name,
    labeled.label,
    row_number() over (partition by labeled.pod, labeled.chart_id order by labeled.place, labeled.segment_name) as segment_number,
    value_sets.value_set_code
from labeled
left join value_sets
    on value_sets.pod = labeled.pod
    and value_sets.chart_id = labeled.chart_id
    and value_sets.segment_name = labeled.segment_name
    and value_sets.preference = 1
