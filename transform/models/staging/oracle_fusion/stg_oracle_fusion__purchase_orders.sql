-- Purchase orders.
with raw as (
    {{ raw_table('oracle_fusion', 'purchase_orders', {
        'pod': 'text', 'po_header_id': 'text', 'order_number': 'text', 'status_code': 'text',
        'supplier_id': 'text', 'sold_to_legal_entity_id': 'text', 'procurement_bu': 'text',
        'currency_code': 'text', 'description': 'text', 'order_date': 'date', 'creation_date': 'timestamp',
        'last_update_date': 'timestamp', 'set_read_at': 'timestamp', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    po_header_id as order_id,
    order_number,
    upper(status_code) as source_status,
    supplier_id,
    procurement_bu as business_unit,
    currency_code,
    description as memo,
    order_date,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
