-- Lines of invoices.
with raw as (
    {{ raw_table('oracle_fusion', 'ap_invoice_lines', {
        'pod': 'text', 'invoice_id': 'text', 'line_type': 'text', 'item': 'text', 'item_description': 'text',
        'discarded_flag': 'text', 'line_number': 'integer', 'line_amount': 'amount',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.invoice_id,
    raw.line_number,
    raw.line_type,
    raw.item as item_number,
    raw.item_description as item_name,
    coalesce(raw.line_amount, 0) as amount
from raw
inner join {{ ref('stg_oracle_fusion__invoices') }} as parent
    on parent.pod = raw.pod
    and parent.invoice_id = raw.invoice_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
    and not {{ oracle_fusion_flag('raw.discarded_flag') }}
