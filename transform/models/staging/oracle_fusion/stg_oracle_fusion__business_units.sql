-- Business units with the ledger that they post to.
with raw as (
    {{ raw_table('oracle_fusion', 'business_units', {
        'pod': 'text', 'business_unit_name': 'text', 'legal_entity_id': 'text', 'primary_ledger_id': 'text',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    business_unit_name,
    legal_entity_id,
    primary_ledger_id as ledger_id
from raw
where not coalesce(is_deleted, false)
