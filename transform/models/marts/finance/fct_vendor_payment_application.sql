select
    application.source_system,
    application.application_key,
    application.payment_key,
    application.payment_type,
    payment.document_number as payment_number,
    application.document_key as bill_key,
    application.document_type,
    bill.document_number as bill_number,
    bill.company_key,
    bill.ledger_key,
    bill.vendor_key,
    application.application_date,
    bill.currency_code,
    application.applied_amount,
    bill.base_currency_code,
    -entry.base_amount as base_applied_amount
from {{ ref('int_finance__payment_applications') }} as application
inner join {{ ref('int_finance__documents') }} as bill on bill.document_key = application.document_key
left join {{ ref('int_finance__documents') }} as payment on payment.document_key = application.payment_key
left join {{ ref('fct_subledger_entry') }} as entry
    on entry.application_key = application.application_key
    and entry.document_key = application.document_key
where bill.document_type = 'vendor_bill'
    and not application.is_reversal
