-- Receipts; reversed ones stay.
with raw as (
    {{ raw_table('oracle_fusion', 'ar_receipts', {
        'pod': 'text', 'standard_receipt_id': 'text', 'receipt_number': 'text', 'business_unit': 'text',
        'customer_name': 'text', 'customer_account_number': 'text', 'currency': 'text', 'state': 'text',
        'status': 'text', 'structured_payment_reference': 'text', 'comments': 'text', 'receipt_date': 'date',
        'accounting_date': 'date', 'amount': 'amount', 'accounted_amount': 'amount',
        'conversion_rate': 'number', 'creation_date': 'timestamp', 'last_update_date': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    standard_receipt_id as receipt_id,
    receipt_number,
    business_unit,
    customer_name,
    customer_account_number as customer_number,
    currency as currency_code,
    state as source_status,
    coalesce(lower(state) like 'revers%' or lower(status) like 'revers%', false) as is_voided,
    structured_payment_reference as reference_number,
    comments as memo,
    receipt_date,
    accounting_date,
    conversion_rate as exchange_rate,
    coalesce(amount, 0) as amount,
    accounted_amount as base_amount,
    creation_date as created_at,
    last_update_date as updated_at
from raw
where not coalesce(is_deleted, false)
