-- Payments and credits applied to bills and invoices, in the currency of the bill or invoice. The
-- journal that reverses a voided document is applied to it too (`is_reversal`).
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
        document.is_voided or payment.is_voided as is_reversal,
        greatest(document.document_date, payment.document_date) as application_date
    from {{ ref('stg_netsuite__transaction_links') }} as link
    inner join {{ ref('stg_netsuite__transactions') }} as document
        on document.document_id = link.previous_document_id
    inner join {{ ref('stg_netsuite__transactions') }} as payment
        on payment.document_id = link.next_document_id
    where link.link_type in ({% for name in var('netsuite_application_link_types') %}'{{ name }}'{{ ', ' if not loop.last }}{% endfor %})
)

select
    'netsuite' as source_system,
    {{ joined_key(['payment_id', 'next_line_id', source_id('document_id'), 'previous_line_id', 'link_type']) }} as application_key,
    payment_id as payment_key,
    document_id as document_key,
    payment_type,
    document_type,
    previous_line_id as document_line_number,
    next_line_id as payment_line_number,
    application_date,
    is_reversal,
    {{ amount('applied_amount') }} as applied_amount
from applications
