with raw as (
    {{ raw_table('netsuite', 'terms', {
        'id': 'id', 'name': 'text', 'daysuntilnetdue': 'integer', 'discountpercent': 'number',
        'daysuntilexpiry': 'integer',
    }) }}
)

select
    id as terms_id,
    "name" as terms_name,
    daysuntilnetdue as net_due_days,
    discountpercent as discount_percent,
    daysuntilexpiry as discount_days
from raw
