-- Invoices of payables, credit memos and expense reports (payment requests) among them.
with raw as (
    {{ raw_table('oracle_fusion', 'ap_invoices', {
        'pod': 'text', 'invoice_id': 'text', 'invoice_number': 'text', 'invoice_type': 'text',
        'supplier': 'text', 'supplier_number': 'text', 'business_unit': 'text', 'payment_terms': 'text',
        'validation_status': 'text', 'accounting_status': 'text', 'liability_distribution': 'text',
        'description': 'text', 'reference_key_one': 'text', 'invoice_currency': 'text',
        'canceled_flag': 'text', 'invoice_date': 'date', 'accounting_date': 'date', 'invoice_amount': 'amount',
        'amount_paid': 'amount', 'base_amount': 'amount', 'conversion_rate': 'number',
        'creation_date': 'timestamp', 'last_update_date': 'timestamp', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    invoice_id,
    invoice_number,
    invoice_type,
    supplier as supplier_name,
    supplier_number,
    business_unit,
    payment_terms as terms_name,
    validation_status as source_status,
    coalesce(accounting_status in ('Accounted', 'Partially accounted', 'Y'), false) as is_posted,
    {{ oracle_fusion_flag('canceled_flag') }} as is_canceled,
    {{ oracle_fusion_combination('liability_distribution') }} as liability_combination,
    description as memo,
    reference_key_one as reference_number,
    invoice_currency as currency_code,
    conversion_rate as exchange_rate,
    invoice_date,
    accounting_date,
    coalesce(invoice_amount, 0) as amount,
    coalesce(amount_paid, 0) as paid_amount,
    base_amount,
    creation_date as created_at,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
