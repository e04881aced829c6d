-- Lines of bills. A line that was removed from its bill was read before the bill.
with raw as (
    {{ raw_table('acumatica', 'bill_lines', {
        'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'amount': 'amount',
        'qty': 'number', 'po_order_type': 'text', 'po_order_nbr': 'text', 'po_line': 'integer',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.tenant,
    bill.module,
    bill.source_document_type,
    bill.document_number,
    raw.amount,
    raw.qty as quantity,
    raw.po_order_type as order_type,
    raw.po_order_nbr as order_number,
    raw.po_line as order_line_number,
    bill.sign,
    bill.is_released
from raw
inner join {{ ref('stg_acumatica__documents') }} as bill
    on bill.tenant = raw.tenant
    and bill.stream = 'bills'
    and bill.source_document_type = raw."type"
    and bill.document_number = raw.reference_nbr
where {{ is_of_last_reading('raw.set_read_at', 'bill.set_read_at') }}
