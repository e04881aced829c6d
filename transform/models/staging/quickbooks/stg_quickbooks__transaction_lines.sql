-- Lines of the transactions' current versions; components of a bundle are separate lines.
with transactions as (
    select * from {{ ref('stg_quickbooks__transactions') }}
),

raw as (
    {{ quickbooks_transaction_parts('lines', {
        'realm_id': 'text', 'transaction_id': 'text', 'line_index': 'integer',
        'component_index': 'integer', 'sync_token': 'integer', 'id': 'text', 'description': 'text',
        'amount': 'amount', 'detail_type': 'text', 'item_id': 'text', 'account_id': 'text',
        'class_id': 'text', 'department_id': 'text', 'customer_id': 'text', 'quantity': 'number',
        'unit_price': 'number', 'posting_type': 'text', 'entity_type': 'text', 'entity_id': 'text',
    }) }}
)

select
    raw.realm_id as company_id,
    raw.transaction_type,
    raw.transaction_id as document_id,
    raw.line_index,
    raw.component_index,
    raw.id as line_id,
    raw.description as memo,
    coalesce(raw.amount, 0) as amount,
    raw.detail_type,
    raw.item_id,
    raw.account_id,
    raw.class_id,
    raw.department_id,
    raw.customer_id,
    raw.quantity,
    raw.unit_price,
    raw.posting_type,
    raw.entity_type,
    raw.entity_id
from raw
inner join transactions
    on {{ is_of_its_transaction('raw') }}
