-- Invoices that a payment pays.
with raw as (
    {{ raw_table('oracle_fusion', 'ap_payment_related_invoices', {
        'pod': 'text', 'check_id': 'text', 'invoice_payment_id': 'text', 'invoice_id': 'text',
        'amount_paid_invoice_currency': 'amount', 'discount_taken': 'amount', 'creation_date': 'timestamp',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.invoice_payment_id,
    raw.check_id,
    raw.invoice_id,
    coalesce(raw.amount_paid_invoice_currency, 0) + coalesce(raw.discount_taken, 0) as applied_amount
from raw
inner join {{ ref('stg_oracle_fusion__payments') }} as parent
    on parent.pod = raw.pod
    and parent.check_id = raw.check_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
