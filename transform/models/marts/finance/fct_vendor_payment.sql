with applications as (
    select
        payment_key,
        count(distinct document_key) as applied_document_count,
        sum(payment_amount) as applied_amount
    from {{ ref('int_finance__payment_applications') }}
    where not is_reversal
    group by payment_key
),

-- Credits used by a payment are applied to it and reduce the amount it settled itself.
credits as (
    select
        document_key as payment_key,
        sum(applied_amount) as credited_amount
    from {{ ref('int_finance__payment_applications') }}
    where not is_reversal
    group by document_key
)

select
    payment.source_system,
    payment.document_key as payment_key,
    payment.document_id as payment_id,
    payment.document_number as payment_number,
    payment.reference_number,
    payment.company_key,
    payment.ledger_key,
    payment.period_key,
    payment.vendor_key,
    vendor.vendor_id,
    vendor.vendor_number,
    payment.account_key,
    account.account_number,
    payment.document_date as payment_date,
    payment.source_status,
    payment.is_posted,
    payment.is_voided,
    payment.currency_code,
    payment.exchange_rate,
    payment.total_amount,
    {{ amount('coalesce(applications.applied_amount, 0) - coalesce(credits.credited_amount, 0)') }} as applied_amount,
    {{ amount('-payment.open_amount') }} as unapplied_amount,
    payment.base_currency_code,
    payment.base_total_amount,
    {{ amount('-payment.base_open_amount') }} as base_unapplied_amount,
    coalesce(applications.applied_document_count, 0) as applied_document_count,
    payment.memo,
    payment.created_at,
    payment.updated_at
from {{ ref('int_finance__documents') }} as payment
left join applications on applications.payment_key = payment.document_key
left join credits on credits.payment_key = payment.document_key
left join {{ ref('dim_vendor') }} as vendor on vendor.vendor_key = payment.vendor_key
left join {{ ref('dim_account') }} as account on account.account_key = payment.account_key
where payment.document_type = 'vendor_payment'
