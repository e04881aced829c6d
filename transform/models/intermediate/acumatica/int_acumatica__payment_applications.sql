-- Acumatica's implementation of `int_finance__payment_applications`, between released documents. A voided
-- payment is applied to nothing but the document that voids it, which has the same number.
{{ config(materialized='table') }}

with documents as (
    select
        document.*,
        {{ acumatica_document_key('document') }} as document_key,
        -- The end of an application that settles the other: a credit, or else the payment.
        case
            when document.document_type like '%_credit' then 1
            when document.control_sign = case document.module when 'AP' then 1 else -1 end then 2
            else 3
        end as settling_order
    from {{ ref('stg_acumatica__documents') }} as document
    where document.is_released
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

applied as (
    select
        application.stream,
        application.applied_amount,
        application.set_read_at,
        owner.document_key as history_key,
        case when owner.settling_order <= other.settling_order then owner.document_key else other.document_key end as payment_key,
        case when owner.settling_order <= other.settling_order then other.document_key else owner.document_key end as document_key
    from {{ ref('stg_acumatica__applications') }} as application
    inner join documents as owner
        on owner.tenant = application.tenant
        and owner.module = application.module
        and owner.source_document_type = application.source_document_type
        and owner.document_number = application.document_number
    inner join documents as other
        on other.tenant = application.tenant
        and other.module = application.module
        and other.source_document_type = application.other_source_type
        and other.document_number = application.other_number
    where not owner.is_voided
        and not other.is_voided
        and owner.document_type not like '%_void'
        and other.document_type not like '%_void'
),

-- What is applied between two documents, reversals subtracted. Both may have it in their histories: the
-- one that was read last counts.
histories as (
    select
        payment_key,
        document_key,
        sum(applied_amount) as applied_amount,
        row_number() over (
            partition by payment_key, document_key
            order by
                max(set_read_at) desc nulls last,
                case stream when 'bills' then 1 else 0 end,
                case when history_key = payment_key then 0 else 1 end
        ) as preference
    from applied
    group by payment_key, document_key, history_key, stream
),

applications as (
    select
        history.payment_key || '|' || history.document_key as application_key,
        history.payment_key,
        history.document_key,
        payment.document_type as payment_type,
        document.document_type,
        greatest(payment.document_date, document.document_date) as application_date,
        false as is_reversal,
        -- Of a credit on a check, the history may have the negative amount.
        abs(history.applied_amount) as applied_amount
    from histories as history
    inner join documents as payment on payment.document_key = history.payment_key
    inner join documents as document on document.document_key = history.document_key
    where history.preference = 1
        and history.applied_amount <> 0
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
    {{ amount('applied_amount') }} as applied_amount
from applications
