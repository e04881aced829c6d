with raw as (
    {{ raw_table('netsuite', 'customer_categories', {
        'id': 'id', 'name': 'text', 'isinactive': 'boolean',
    }) }}
)

select
    id as customer_category_id,
    "name" as customer_category,
    not coalesce(isinactive, false) as is_active
from raw
