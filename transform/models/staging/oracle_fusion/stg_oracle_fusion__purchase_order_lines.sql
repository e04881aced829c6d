-- Lines of purchase orders.
with raw as (
    {{ raw_table('oracle_fusion', 'purchase_order_lines', {
        'pod': 'text', 'po_header_id': 'text', 'po_line_id': 'text', 'item': 'text', 'description': 'text',
        'status_code': 'text', 'line_number': 'integer', 'ordered': 'amount', 'total': 'amount',
        'quantity': 'number', 'price': 'number', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.po_header_id as order_id,
    raw.po_line_id as line_id,
    raw.line_number,
    raw.item as item_number,
    raw.description as memo,
    upper(raw.status_code) as source_status,
    raw.quantity,
    raw.price as unit_price,
    coalesce(raw.ordered, raw.total, 0) as amount
from raw
inner join {{ ref('stg_oracle_fusion__purchase_orders') }} as parent
    on parent.pod = raw.pod
    and parent.order_id = raw.po_header_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
