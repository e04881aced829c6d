-- Receipts and credit memos applied to invoices; of an application that was reversed, none counts.
with raw as (
    {%- for stream, kind, id in [('ar_receipt_applications', 'customer_payment', 'standard_receipt_id'), ('ar_credit_memo_applications', 'customer_credit', 'credit_memo_id')] %}
    select
        '{{ kind }}' as payment_type,
        rows_of_stream.*
    from (
        {{ raw_table('oracle_fusion', stream, {
            'pod': 'text', 'account_id': 'text', 'application_id': 'text', id: 'text',
            'reference_transaction_id': 'text', 'application_status': 'text', 'application_date': 'date',
            'application_amount': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    raw.payment_type,
    raw.pod,
    raw.application_id,
    raw.standard_receipt_id as payment_id,
    raw.reference_transaction_id as transaction_id,
    raw.application_date,
    coalesce(raw.application_amount, 0) as applied_amount
from raw
inner join {{ ref('stg_oracle_fusion__customers') }} as parent
    on parent.pod = raw.pod
    and parent.account_id = raw.account_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
    and coalesce(lower(raw.application_status), 'applied') = 'applied'
