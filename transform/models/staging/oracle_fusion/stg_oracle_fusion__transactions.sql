-- Invoices and credit memos of receivables.
with raw as (
    {%- for stream, status, kind in [('ar_invoices', 'invoice_status', 'customer_invoice'), ('ar_credit_memos', 'credit_memo_status', 'customer_credit')] %}
    select
        '{{ kind }}' as document_type,
        rows_of_stream.*
    from (
        {{ raw_table('oracle_fusion', stream, {
            'pod': 'text', 'customer_transaction_id': 'text', 'transaction_number': 'text', 'business_unit': 'text',
            'bill_to_customer_name': 'text', 'bill_to_customer_number': 'text', 'invoice_currency_code': 'text',
            'payment_terms': 'text', 'cross_reference': 'text', 'comments': 'text', status: 'text',
            'transaction_date': 'date', 'accounting_date': 'date', 'due_date': 'date',
            'entered_amount': 'amount', 'conversion_rate': 'number', 'creation_date': 'timestamp',
            'last_update_date': 'timestamp', 'set_read_at': 'timestamp', 'is_deleted': 'boolean',
        }) }}
    ) as rows_of_stream
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    document_type,
    pod,
    customer_transaction_id as transaction_id,
    transaction_number,
    business_unit,
    bill_to_customer_name as customer_name,
    bill_to_customer_number as customer_number,
    invoice_currency_code as currency_code,
    payment_terms as terms_name,
    cross_reference as reference_number,
    comments as memo,
    invoice_status as source_status,
    coalesce(invoice_status in ('Complete', 'Frozen'), false) as is_posted,
    transaction_date,
    accounting_date,
    due_date,
    coalesce(entered_amount, 0) as amount,
    conversion_rate as exchange_rate,
    creation_date as created_at,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
