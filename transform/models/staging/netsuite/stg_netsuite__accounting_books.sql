with raw as (
    {{ raw_table('netsuite', 'accounting_books', {
        'id': 'id', 'name': 'text', 'basebook': 'id', 'isprimary': 'boolean',
        'isadjustmentonly': 'boolean', 'isconsolidated': 'boolean', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as ledger_id,
    "name" as ledger_name,
    basebook as base_ledger_id,
    coalesce(isprimary, false) as is_primary_book,
    coalesce(isadjustmentonly, false) as is_adjustment_only,
    coalesce(isconsolidated, false) as is_consolidated,
    lastmodifieddate as updated_at
from raw
