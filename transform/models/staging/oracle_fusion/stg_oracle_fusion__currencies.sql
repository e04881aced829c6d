-- Currencies.
with raw as (
    {{ raw_table('oracle_fusion', 'currencies', {
        'pod': 'text', 'currency_code': 'text', 'precision': 'integer', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    currency_code,
    "precision" as decimal_places
from raw
where not coalesce(is_deleted, false)
