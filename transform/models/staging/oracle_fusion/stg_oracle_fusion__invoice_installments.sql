-- Installments of invoices.
with raw as (
    {{ raw_table('oracle_fusion', 'ap_invoice_installments', {
        'pod': 'text', 'invoice_id': 'text', 'installment_number': 'integer', 'due_date': 'date',
        'unpaid_amount': 'amount', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.invoice_id,
    raw.installment_number,
    raw.due_date,
    coalesce(raw.unpaid_amount, 0) as unpaid_amount
from raw
inner join {{ ref('stg_oracle_fusion__invoices') }} as parent
    on parent.pod = raw.pod
    and parent.invoice_id = raw.invoice_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
