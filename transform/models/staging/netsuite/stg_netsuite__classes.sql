with raw as (
    {{ raw_table('netsuite', 'classes', {
        'id': 'id', 'name': 'text', 'fullname': 'text', 'parent': 'id', 'externalid': 'text',
        'isinactive': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as class_id,
    coalesce(nullif(trim(externalid), ''), {{ source_id('id') }}) as class_code,
    coalesce("name", fullname) as class_name,
    fullname as full_name,
    parent as parent_class_id,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    lastmodifieddate as updated_at
from raw
