with recursive
{{ hierarchy_ctes(ref('int_finance__segment_values'), 'segment_value_key', 'parent_segment_value_key', 'value_name') }}

select
    segment_value.*,
    parent.value_name as parent_value_name,
    coalesce(hierarchy.top_level_key, segment_value.segment_value_key) as top_level_segment_value_key,
    coalesce(top_level.value_name, segment_value.value_name) as top_level_value_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, segment_value.value_name) as hierarchy_path
from {{ ref('int_finance__segment_values') }} as segment_value
left join {{ ref('int_finance__segment_values') }} as parent on parent.segment_value_key = segment_value.parent_segment_value_key
left join hierarchy on hierarchy.segment_value_key = segment_value.segment_value_key
left join {{ ref('int_finance__segment_values') }} as top_level on top_level.segment_value_key = hierarchy.top_level_key
