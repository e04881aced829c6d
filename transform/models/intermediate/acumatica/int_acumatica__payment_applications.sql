-- Acumatica's implementation of `int_finance__payment_applications`. A voided payment is applied to
-- nothing but the document that voids it, which has the same number.
{{ config(materialized='table') }}

with documents as (
    select
        document.*,
        {{ acumatica_document_key('document') }} as document_key
    from {{ ref('stg_acumatica__documents') }} as document
),

-- What a document posted to control accounts: a payment's own amount is less by its discounts.
control_amounts as (
    select
        line.document_key,
        abs(sum(line.amount)) as amount
    from {{ ref('int_acumatica__postings') }} as line
    inner join {{ ref('int_acumatica__ledgers') }} as ledger
        on ledger.tenant = line.tenant
        and ledger.ledger_id = line.ledger_id
        and ledger.ledger_category = 'primary'
    where line.account_type in ('accounts_payable', 'accounts_receivable')
    group by line.document_key
),

applications as (
    select
        {{ surrogate_key('acumatica', ['application.tenant', 'application.application_id']) }} as application_key,
        payment.document_key as payment_key,
        document.document_key,
        payment.document_type as payment_type,
        document.document_type,
        greatest(payment.document_date, document.document_date) as application_date,
        false as is_reversal,
        application.applied_amount
    from {{ ref('stg_acumatica__applications') }} as application
    inner join documents as payment
        on payment.tenant = application.tenant
        and payment.module = application.module
        and payment.source_document_type = application.payment_source_type
        and payment.document_number = application.payment_number
    inner join documents as document
        on document.tenant = application.tenant
        and document.module = application.module
        and document.source_document_type = application.document_source_type
        and document.document_number = application.document_number
    where not payment.is_voided
        and payment.document_type not like '%_void'
        and application.applied_amount <> 0
        and {{ is_of_last_reading('application.set_read_at', "case application.stream when 'bills' then document.set_read_at else payment.set_read_at end") }}
    union all
    select
        void.document_key || '-void' as application_key,
        void.document_key as payment_key,
        payment.document_key,
        void.document_type as payment_type,
        payment.document_type,
        greatest(payment.document_date, void.document_date) as application_date,
        true as is_reversal,
        posted.amount as applied_amount
    from documents as payment
    inner join control_amounts as posted on posted.document_key = payment.document_key
    inner join documents as void
        on void.tenant = payment.tenant
        and void.module = payment.module
        and void.document_number = payment.document_number
        and void.document_type = payment.document_type || '_void'
)

select
    'acumatica' as source_system,
    application_key,
    payment_key,
    document_key,
    payment_type,
    document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    application_date,
    is_reversal,
    {{ amount('abs(applied_amount)') }} as applied_amount
from applications
