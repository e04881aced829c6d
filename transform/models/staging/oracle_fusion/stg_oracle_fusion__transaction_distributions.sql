-- Distributions of invoices and credit memos of receivables.
with raw as (
    {%- for stream, kind in [('ar_invoice_distributions', 'customer_invoice'), ('ar_credit_memo_distributions', 'customer_credit')] %}
    select
        '{{ kind }}' as document_type,
        rows_of_stream.*
    from (
        {{ raw_table('oracle_fusion', stream, {
            'pod': 'text', 'customer_transaction_id': 'text', 'distribution_id': 'text', 'account_class': 'text',
            'account_combination': 'text', 'amount': 'amount', 'accounted_amount': 'amount',
            'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    raw.document_type,
    raw.pod,
    raw.customer_transaction_id as transaction_id,
    raw.distribution_id,
    upper(raw.account_class) in ('REC', 'RECEIVABLE') as is_receivable,
    upper(raw.account_class) = 'TAX' as is_tax,
    {{ oracle_fusion_combination('raw.account_combination') }} as combination,
    coalesce(raw.amount, 0) as amount,
    coalesce(raw.accounted_amount, 0) as base_amount
from raw
inner join {{ ref('stg_oracle_fusion__transactions') }} as parent
    on parent.document_type = raw.document_type
    and parent.pod = raw.pod
    and parent.transaction_id = raw.customer_transaction_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
