with raw as (
    {{ raw_table('netsuite', 'account_types', {
        'id': 'text', 'longname': 'text', 'balancesheet': 'boolean', 'left': 'boolean',
        'seqnum': 'integer',
    }) }}
)

select
    source_account,
    id as source_account_type,
    longname as account_type_name,
    balancesheet as is_balance_sheet,
    "left" as is_debit_side,
    seqnum as display_order
from raw
