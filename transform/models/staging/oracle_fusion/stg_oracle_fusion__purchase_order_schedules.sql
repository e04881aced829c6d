-- Schedules of purchase order lines.
with raw as (
    {{ raw_table('oracle_fusion', 'purchase_order_schedules', {
        'pod': 'text', 'po_header_id': 'text', 'po_line_id': 'text', 'line_location_id': 'text',
        'status_code': 'text', 'requested_delivery_date': 'date', 'promised_delivery_date': 'date',
        'received_quantity': 'number', 'invoiced_quantity': 'number', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.po_header_id as order_id,
    raw.po_line_id as line_id,
    raw.line_location_id as schedule_id,
    upper(raw.status_code) as source_status,
    coalesce(raw.promised_delivery_date, raw.requested_delivery_date) as expected_receipt_date,
    raw.received_quantity,
    raw.invoiced_quantity
from raw
inner join {{ ref('stg_oracle_fusion__purchase_orders') }} as parent
    on parent.pod = raw.pod
    and parent.order_id = raw.po_header_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
