-- Linked transactions of the current versions of transactions and their lines.
with transactions as (
    select * from {{ ref('stg_quickbooks__transactions') }}
),

raw as (
    {{ quickbooks_transaction_parts('linked_transactions', {
        'realm_id': 'text', 'transaction_id': 'text', 'link_index': 'integer',
        'sync_token': 'integer', 'line_index': 'integer', 'linked_transaction_id': 'text',
        'linked_transaction_type': 'text', 'linked_line_id': 'text',
    }) }}
)

select
    raw.realm_id as company_id,
    raw.transaction_type,
    raw.transaction_id as document_id,
    raw.link_index,
    raw.line_index,
    raw.linked_transaction_id as linked_document_id,
    -- Links name some types by how a transaction was paid.
    case
        when raw.linked_transaction_type in ('BillPaymentCheck', 'BillPaymentCreditCard') then 'BillPayment'
        when raw.linked_transaction_type in ('Check', 'Expense', 'CreditCardCredit', 'CreditCardExpense', 'CashPurchase') then 'Purchase'
        else raw.linked_transaction_type
    end as linked_transaction_type,
    raw.linked_line_id
from raw
inner join transactions
    on {{ is_of_its_transaction('raw') }}
