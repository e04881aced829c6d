with recursive
{{ hierarchy_ctes(ref('int_finance__vendors'), 'vendor_key', 'parent_vendor_key', 'vendor_name') }}

select
    vendor.*,
    parent.vendor_name as parent_vendor_name,
    coalesce(hierarchy.top_level_key, vendor.vendor_key) as top_level_vendor_key,
    coalesce(top_level.vendor_name, vendor.vendor_name) as top_level_vendor_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, vendor.vendor_name) as hierarchy_path
from {{ ref('int_finance__vendors') }} as vendor
left join {{ ref('int_finance__vendors') }} as parent on parent.vendor_key = vendor.parent_vendor_key
left join hierarchy on hierarchy.vendor_key = vendor.vendor_key
left join {{ ref('int_finance__vendors') }} as top_level on top_level.vendor_key = hierarchy.top_level_key
