with recursive
{{ hierarchy_ctes(ref('int_finance__customers'), 'customer_key', 'parent_customer_key', 'customer_name') }}

select
    customer.*,
    parent.customer_name as parent_customer_name,
    coalesce(hierarchy.top_level_key, customer.customer_key) as top_level_customer_key,
    coalesce(top_level.customer_name, customer.customer_name) as top_level_customer_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, customer.customer_name) as hierarchy_path
from {{ ref('int_finance__customers') }} as customer
left join {{ ref('int_finance__customers') }} as parent on parent.customer_key = customer.parent_customer_key
left join hierarchy on hierarchy.customer_key = customer.customer_key
left join {{ ref('int_finance__customers') }} as top_level on top_level.customer_key = hierarchy.top_level_key
