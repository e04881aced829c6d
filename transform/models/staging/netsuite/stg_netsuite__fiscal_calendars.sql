with raw as (
    {{ raw_table('netsuite', 'fiscal_calendars', {
        'id': 'id', 'name': 'text', 'fiscalmonth': 'text', 'isdefault': 'boolean',
    }) }}
)

select
    id as calendar_id,
    "name" as calendar_name,
    case upper(left(fiscalmonth, 3))
        {%- for month in ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] %}
        when '{{ month }}' then {{ loop.index }}
        {%- endfor %}
    end as first_month,
    coalesce(isdefault, false) as is_default
from raw
