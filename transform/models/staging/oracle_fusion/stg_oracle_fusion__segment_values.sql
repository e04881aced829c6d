-- Values of the segments' value sets.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_segment_values', {
        'pod': 'text', 'value_set_id': 'text', 'value': 'text', 'description': 'text', 'enabled_flag': 'text',
        'summary_flag': 'text', 'parent_value': 'text', 'end_date_active': 'date', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    parent.value_set_code,
    raw."value" as value_code,
    raw.description as value_name,
    nullif(raw.parent_value, '') as parent_value_code,
    {{ oracle_fusion_flag("coalesce(raw.enabled_flag, 'Y')") }} and coalesce(raw.end_date_active >= current_date, true) as is_active,
    {{ oracle_fusion_flag('raw.summary_flag') }} as is_summary
from raw
inner join {{ ref('stg_oracle_fusion__value_sets') }} as parent
    on parent.pod = raw.pod
    and parent.value_set_id = raw.value_set_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
