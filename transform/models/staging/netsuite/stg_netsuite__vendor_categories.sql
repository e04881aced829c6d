with raw as (
    {{ raw_table('netsuite', 'vendor_categories', {
        'id': 'id', 'name': 'text', 'isinactive': 'boolean',
    }) }}
)

select
    id as vendor_category_id,
    "name" as vendor_category,
    not coalesce(isinactive, false) as is_active
from raw
