-- Payments and credits applied to bills and invoices, in the currency of the bill or invoice.
-- The reversing journal of a voided document is not a payment.
{{ config(materialized='table') }}

with applications as (
    select
        link.previous_document_id as document_id,
        link.next_document_id as payment_id,
        link.previous_line_id,
        link.next_line_id,
        link.link_type,
        document.document_type,
        payment.document_type as payment_type,
        abs(link.amount) as applied_amount,
        document.exchange_rate,
        greatest(document.document_date, payment.document_date) as application_date
    from {{ ref('stg_netsuite__transaction_links') }} as link
    inner join {{ ref('stg_netsuite__transactions') }} as document
        on document.document_id = link.previous_document_id
    inner join {{ ref('stg_netsuite__transactions') }} as payment
        on payment.document_id = link.next_document_id
    where link.link_type in ({% for name in var('netsuite_application_link_types') %}'{{ name }}'{{ ', ' if not loop.last }}{% endfor %})
        and not document.is_voided
        and not payment.is_voided
)

select
    'netsuite' as source_system,
    {{ surrogate_key('netsuite', ['payment_id', 'next_line_id', 'document_id', 'previous_line_id', 'link_type']) }} as application_key,
    {{ surrogate_key('netsuite', ['payment_id']) }} as payment_key,
    {{ surrogate_key('netsuite', ['document_id']) }} as document_key,
    payment_type,
    document_type,
    application_date,
    {{ amount('applied_amount') }} as applied_amount,
    {{ amount('applied_amount * exchange_rate') }} as base_applied_amount
from applications
