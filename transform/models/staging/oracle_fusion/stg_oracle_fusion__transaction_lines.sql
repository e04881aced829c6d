-- Lines of invoices and credit memos of receivables.
with raw as (
    {%- for stream, kind in [('ar_invoice_lines', 'customer_invoice'), ('ar_credit_memo_lines', 'customer_credit')] %}
    select
        '{{ kind }}' as document_type,
        rows_of_stream.*
    from (
        {{ raw_table('oracle_fusion', stream, {
            'pod': 'text', 'customer_transaction_id': 'text', 'customer_transaction_line_id': 'text',
            'item_number': 'text', 'description': 'text', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    raw.document_type,
    raw.pod,
    raw.customer_transaction_id as transaction_id,
    raw.customer_transaction_line_id as line_id,
    raw.item_number
from raw
inner join {{ ref('stg_oracle_fusion__transactions') }} as parent
    on parent.document_type = raw.document_type
    and parent.pod = raw.pod
    and parent.transaction_id = raw.customer_transaction_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
