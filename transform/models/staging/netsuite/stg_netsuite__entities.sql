-- Vendors, customers, jobs, employees and other names in one list.
with raw as (
    {{ raw_table('netsuite', 'entities', {
        'id': 'id', 'type': 'text', 'entityid': 'text', 'altname': 'text', 'entitytitle': 'text',
        'parent': 'id', 'isinactive': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as entity_id,
    "type" as entity_type,
    entityid as entity_number,
    coalesce(altname, entitytitle, entityid) as entity_name,
    parent as parent_entity_id,
    not coalesce(isinactive, false) as is_active,
    lastmodifieddate as updated_at
from raw
