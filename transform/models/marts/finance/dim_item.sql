with recursive
{{ hierarchy_ctes(ref('int_finance__items'), 'item_key', 'parent_item_key', 'item_name') }}

select
    item.*,
    parent.item_name as parent_item_name,
    coalesce(hierarchy.top_level_key, item.item_key) as top_level_item_key,
    coalesce(top_level.item_name, item.item_name) as top_level_item_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, item.item_name) as hierarchy_path
from {{ ref('int_finance__items') }} as item
left join {{ ref('int_finance__items') }} as parent on parent.item_key = item.parent_item_key
left join hierarchy on hierarchy.item_key = item.item_key
left join {{ ref('int_finance__items') }} as top_level on top_level.item_key = hierarchy.top_level_key
