-- Transactions of all types, without deleted ones. Ids are unique within a type and company only.
with raw as (
    {{ quickbooks_transactions({
        'realm_id': 'text', 'id': 'text', 'sync_token': 'integer', 'doc_number': 'text',
        'txn_date': 'date', 'due_date': 'date', 'private_note': 'text', 'currency_id': 'text',
        'exchange_rate': 'number', 'department_id': 'text', 'class_id': 'text',
        'customer_id': 'text', 'vendor_id': 'text', 'entity_ref': 'json', 'sales_term_id': 'text',
        'total_amt': 'amount', 'amount': 'amount', 'total_tax': 'amount', 'balance': 'amount',
        'remaining_credit': 'amount', 'deposit': 'amount', 'unapplied_amt': 'amount', 'ar_account_id': 'text',
        'ap_account_id': 'text', 'deposit_to_account_id': 'text', 'account_id': 'text',
        'from_account_id': 'text', 'to_account_id': 'text', 'bank_account_id': 'text',
        'credit_card_account_id': 'text', 'check_payment': 'json', 'credit_card_payment': 'json',
        'cash_back': 'json', 'credit': 'boolean', 'po_status': 'text', 'create_time': 'timestamp',
        'last_updated_time': 'timestamp', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    transaction_type,
    document_type,
    id as document_id,
    sync_token,
    doc_number as document_number,
    txn_date as document_date,
    due_date,
    private_note as memo,
    currency_id as currency_code,
    coalesce(exchange_rate, 1) as exchange_rate,
    department_id,
    class_id,
    customer_id,
    vendor_id,
    {{ json_text('entity_ref', ['type']) }} as entity_type,
    {{ json_text('entity_ref', ['value']) }} as entity_id,
    sales_term_id as terms_id,
    coalesce(total_amt, "amount", 0) as total_amount,
    coalesce(total_tax, 0) as tax_amount,
    coalesce(deposit, 0) as deposit_amount,
    coalesce(remaining_credit, balance) as balance,
    unapplied_amt as unapplied_amount,
    ar_account_id as receivable_account_id,
    ap_account_id as payable_account_id,
    deposit_to_account_id,
    coalesce(
        {{ json_text('check_payment', ['BankAccountRef', 'value']) }},
        {{ json_text('credit_card_payment', ['CCAccountRef', 'value']) }},
        account_id,
        from_account_id,
        bank_account_id
    ) as paid_from_account_id,
    coalesce(to_account_id, credit_card_account_id) as paid_to_account_id,
    {{ json_text('cash_back', ['AccountRef', 'value']) }} as cash_back_account_id,
    cast({{ json_text('cash_back', ['Amount']) }} as {{ sql_type('amount') }}) as cash_back_amount,
    coalesce(credit, false) as is_refund,
    po_status as order_status,
    -- QuickBooks has no flag: a void sets the amounts to zero and starts the memo with this word.
    coalesce(private_note, '') like {{ literal(var("quickbooks_voided_note") ~ '%') }}
        and coalesce(total_amt, "amount", 0) = 0 as is_voided,
    create_time as created_at,
    last_updated_time as updated_at
from raw
where not coalesce(is_deleted, false)
