with raw as (
    {{ raw_table('netsuite', 'currencies', {
        'id': 'id', 'name': 'text', 'symbol': 'text', 'currencyprecision': 'integer',
        'isbasecurrency': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as currency_id,
    coalesce(symbol, "name") as currency_code,
    "name" as currency_name,
    currencyprecision as decimal_places,
    coalesce(isbasecurrency, false) as is_base_currency,
    lastmodifieddate as updated_at
from raw
