-- Departments, classes and locations that occur together on transaction lines.
with combinations as (
    select distinct
        department_id,
        class_id,
        location_id
    from {{ ref('stg_netsuite__transaction_lines') }}
)

{%- for segment in ['department', 'class', 'location'] %}
select
    'netsuite' as source_system,
    {{ source_account(segment ~ '_id') }} as source_account,
    {{ netsuite_segment_combination('combinations') }} as segment_combination_key,
    {{ netsuite_segment_value("'" ~ segment ~ "'", segment ~ '_id') }} as segment_value_key
from combinations
where {{ segment }}_id is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
