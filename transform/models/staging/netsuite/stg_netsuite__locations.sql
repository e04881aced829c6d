with raw as (
    {{ raw_table('netsuite', 'locations', {
        'id': 'id', 'name': 'text', 'fullname': 'text', 'parent': 'id', 'externalid': 'text',
        'isinactive': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as location_id,
    coalesce(nullif(trim(externalid), ''), {{ source_id('id') }}) as location_code,
    coalesce("name", fullname) as location_name,
    fullname as full_name,
    parent as parent_location_id,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    lastmodifieddate as updated_at
from raw
