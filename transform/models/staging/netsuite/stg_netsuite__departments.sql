{#- NetSuite has no department code; companies store it in a field of their choice. -#}
{% set code_column = var('netsuite_department_code_column') %}
with raw as (
    {{ raw_table('netsuite', 'departments', {
        'id': 'id', 'name': 'text', 'fullname': 'text', 'parent': 'id', code_column: 'text',
        'isinactive': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as department_id,
    coalesce(nullif(trim({{ adapter.quote(code_column) }}), ''), {{ source_id('id') }}) as department_code,
    coalesce("name", fullname) as department_name,
    fullname as full_name,
    parent as parent_department_id,
    not coalesce(isinactive, false) as is_active,
    lastmodifieddate as updated_at
from raw
where {{ is_not_deleted('department', 'raw.id') }}
