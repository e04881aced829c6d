-- Lines of purchase orders. A line that was removed from its order is older than the order.
with raw as (
    {{ raw_table('acumatica', 'purchase_order_lines', {
        'tenant': 'text', 'type': 'text', 'order_nbr': 'text', 'line_nbr': 'integer', 'inventory_id': 'text',
        'line_description': 'text', 'order_qty': 'number', 'ordered_qty': 'number', 'qty_on_receipts': 'number',
        'unit_cost': 'number', 'extended_cost': 'amount', 'account': 'text', 'subaccount': 'text',
        'branch_id': 'text', 'promised': 'date', 'completed': 'boolean', "cancelled": 'boolean',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.tenant,
    raw."type" as order_type,
    raw.order_nbr as order_number,
    raw.line_nbr as line_number,
    raw.inventory_id as item_id,
    raw.line_description as memo,
    raw.order_qty as order_quantity,
    -- What is drawn from a line of a blanket order (`Qty. On Orders`).
    coalesce(raw.ordered_qty, 0) as drawn_quantity,
    raw.qty_on_receipts as receipt_quantity,
    raw.unit_cost as unit_price,
    coalesce(raw.extended_cost, 0) as order_amount,
    raw.account as account_id,
    {{ acumatica_subaccount('raw.subaccount') }} as subaccount_id,
    raw.branch_id,
    raw.promised as expected_receipt_date,
    coalesce(raw.completed, false) as is_completed,
    coalesce(raw."cancelled", false) as is_canceled
from raw
inner join {{ ref('stg_acumatica__purchase_orders') }} as purchase_order
    on purchase_order.tenant = raw.tenant
    and purchase_order.order_type = raw."type"
    and purchase_order.order_number = raw.order_nbr
where {{ is_of_last_reading('raw.set_read_at', 'purchase_order.set_read_at') }}
