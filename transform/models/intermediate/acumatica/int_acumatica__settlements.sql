-- Applications of payments and credits between released documents. A voided payment is applied to nothing but the
-- document that voids it.
{{ config(materialized='table') }}

with documents as (
    select
        *,
        -- The end of an application that settles the other: a credit, or else the payment.
        case
            when document_type like '%_credit' then 1
            when control_sign = case module when 'AP' then 1 else -1 end then 2
            else 3
        end as settling_order
    from {{ ref('int_acumatica__control_amounts') }}
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
        history_key,
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
)

select
    history.payment_key || '|' || history.document_key as application_key,
    history.payment_key,
    history.document_key,
    payment.document_type as payment_type,
    document.document_type,
    greatest(payment.document_date, document.document_date, payment.posting_date, document.posting_date) as application_date,
    -- Of a credit on a check, the history may have the negative amount.
    {{ amount('abs(history.applied_amount)') }} as amount,
    -- A credit that is applied to a payment raises what is open of it.
    case when payment.control_sign = document.control_sign then -1 else 1 end as document_sign,
    coalesce(payment.currency_code <> document.currency_code, false) as is_cross_currency,
    history.history_key = history.document_key as is_of_document,
    payment.currency_code as payment_currency_code,
    payment.closed_amount as payment_closed_amount,
    payment.control_rate as payment_control_rate,
    document.currency_code as document_currency_code,
    document.closed_amount as document_closed_amount
from histories as history
inner join documents as payment on payment.document_key = history.payment_key
inner join documents as document on document.document_key = history.document_key
where history.preference = 1
    and history.applied_amount <> 0
