-- Payments of payables; voided ones stay.
with raw as (
    {{ raw_table('oracle_fusion', 'ap_payments', {
        'pod': 'text', 'check_id': 'text', 'payment_number': 'text', 'voucher_number': 'text', 'payee': 'text',
        'supplier_number': 'text', 'business_unit': 'text', 'payment_status': 'text',
        'payment_description': 'text', 'payment_currency': 'text', 'disbursement_bank_account_name': 'text',
        'payment_date': 'date', 'accounting_date': 'date', 'void_date': 'date', 'void_accounting_date': 'date',
        'payment_amount': 'amount', 'payment_base_amount': 'amount', 'conversion_rate': 'number',
        'creation_date': 'timestamp', 'last_update_date': 'timestamp', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    check_id,
    payment_number,
    coalesce(voucher_number, payment_number) as document_number,
    payee as supplier_name,
    supplier_number,
    business_unit,
    payment_status as source_status,
    payment_description as memo,
    payment_currency as currency_code,
    conversion_rate as exchange_rate,
    payment_date,
    accounting_date,
    void_date is not null as is_voided,
    coalesce(void_accounting_date, void_date) as voided_on,
    coalesce(payment_amount, 0) as amount,
    payment_base_amount as base_amount,
    creation_date as created_at,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
