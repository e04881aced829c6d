-- QuickBooks' implementation of `int_finance__payment_applications`. A payment settles the documents on its
-- lines with its own amount and with the credits on its lines, which are applied to the payment.
{{ config(materialized='table') }}

with transactions as (
    select * from {{ ref('stg_quickbooks__transactions') }}
),

applied as (
    select
        line.company_id,
        line.transaction_type,
        line.document_id,
        line.line_index,
        link.link_index,
        line.amount,
        link.linked_transaction_type,
        link.linked_document_id,
        link.linked_transaction_type in ('CreditMemo', 'VendorCredit') as is_credit
    from {{ ref('stg_quickbooks__transaction_lines') }} as line
    inner join {{ ref('stg_quickbooks__transaction_links') }} as link
        on link.company_id = line.company_id
        and link.transaction_type = line.transaction_type
        and link.document_id = line.document_id
        and link.line_index = line.line_index
    where line.transaction_type in ('Payment', 'BillPayment')
),

paired as (
    select
        applied.*,
        {{ quickbooks_document_key('payment') }} as own_key,
        {{ quickbooks_document_key('linked') }} as linked_key,
        payment.document_type as own_type,
        linked.document_type as linked_type,
        greatest(payment.document_date, linked.document_date) as application_date
    from applied
    inner join transactions as payment
        on payment.company_id = applied.company_id
        and payment.transaction_type = applied.transaction_type
        and payment.document_id = applied.document_id
    inner join transactions as linked
        on linked.company_id = applied.company_id
        and linked.transaction_type = applied.linked_transaction_type
        and linked.document_id = applied.linked_document_id
)

select
    'quickbooks' as source_system,
    {{ surrogate_key('quickbooks', ['company_id', 'transaction_type', 'document_id', 'line_index', 'link_index']) }} as application_key,
    case when is_credit then linked_key else own_key end as payment_key,
    case when is_credit then own_key else linked_key end as document_key,
    case when is_credit then linked_type else own_type end as payment_type,
    case when is_credit then own_type else linked_type end as document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    application_date,
    false as is_reversal,
    {{ amount('amount') }} as applied_amount
from paired
