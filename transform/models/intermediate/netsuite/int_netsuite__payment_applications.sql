-- Payments and credits applied to bills and invoices, in the currency of the bill or invoice. The
-- journal that reverses a voided document is applied to it too (`is_reversal`).
{{ config(materialized='table') }}

with transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

links as (
    select
        previous_document_id as document_id,
        previous_line_id as document_line_id,
        next_document_id as payment_id,
        next_line_id as payment_line_id,
        link_type,
        amount
    from {{ ref('stg_netsuite__transaction_links') }}
    where link_type in ({{ literals(var('netsuite_application_link_types')) }})
),

-- A voided document names its reversal; the account may have no link between them.
unlinked_reversals as (
    select
        document.document_id,
        main.line_id as document_line_id,
        reversal.document_id as payment_id,
        cast(null as bigint) as payment_line_id,
        'Reversal' as link_type,
        main.amount
    from transactions as document
    inner join transactions as reversal
        on reversal.document_id = document.reversal_document_id
        and reversal.is_reversal
    inner join {{ ref('int_netsuite__line_amounts') }} as main
        on main.document_id = document.document_id
        and main.is_main_line
    where document.is_voided
        and not exists (
            select 1
            from links
            where (links.document_id = document.document_id and links.payment_id = reversal.document_id)
                or (links.document_id = reversal.document_id and links.payment_id = document.document_id)
        )
),

applications as (
    select * from links
    union all
    select * from unlinked_reversals
)

select
    'netsuite' as source_system,
    {{ joined_key([
        'application.payment_id', 'coalesce(application.payment_line_id, 0)', source_id('application.document_id'),
        'coalesce(application.document_line_id, 0)', 'application.link_type',
    ]) }} as application_key,
    application.payment_id as payment_key,
    application.document_id as document_key,
    payment.document_type as payment_type,
    document.document_type,
    application.document_line_id as document_line_number,
    application.payment_line_id as payment_line_number,
    greatest(document.document_date, payment.document_date) as application_date,
    document.is_voided or payment.is_voided as is_reversal,
    {{ amount('abs(application.amount)') }} as applied_amount,
    {{ amount('abs(application.amount)') }} as payment_amount
from applications as application
inner join transactions as document on document.document_id = application.document_id
inner join transactions as payment on payment.document_id = application.payment_id
