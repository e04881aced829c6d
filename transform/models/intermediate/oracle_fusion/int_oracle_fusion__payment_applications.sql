-- Oracle Fusion's implementation of `int_finance__payment_applications`. A payment that is void is
-- applied to nothing but the journal that reverses it.
{{ config(materialized='table') }}

with headers as (
    select * from {{ ref('int_oracle_fusion__document_headers') }}
),

-- A payment settles what the credits that it includes leave of its invoices: credits come first.
settled as (
    select
        related.pod,
        related.check_id,
        related.invoice_payment_id,
        related.invoice_id,
        abs(related.applied_amount) as amount,
        related.applied_amount < 0 as is_credit,
        sum(abs(related.applied_amount)) over (
            partition by related.pod, related.check_id, related.applied_amount < 0
            order by related.invoice_payment_id
            rows between unbounded preceding and current row
        ) as upper_bound
    from {{ ref('stg_oracle_fusion__payment_invoices') }} as related
    where related.applied_amount <> 0
),

settling as (
    select
        pod,
        check_id,
        {{ surrogate_key('oracle_fusion', ['pod', "'invoice'", 'invoice_id']) }} as payment_key,
        upper_bound - amount as lower_bound,
        upper_bound
    from settled
    where is_credit
    union all
    select
        pod,
        check_id,
        {{ surrogate_key('oracle_fusion', ['pod', "'payment'", 'check_id']) }} as payment_key,
        sum(case when is_credit then amount else 0 end) as lower_bound,
        sum(case when is_credit then 0 else amount end) as upper_bound
    from settled
    group by pod, check_id
),

applications as (
    select
        {{ surrogate_key('oracle_fusion', ['settled.pod', "'payment'", 'settled.invoice_payment_id']) }}
        || case when payment.document_type = 'vendor_payment' then '' else '-' || payment.document_id end as application_key,
        payment.document_key as payment_key,
        document.document_key,
        payment.document_type as payment_type,
        document.document_type,
        greatest(paid_by.accounting_date, payment.accounting_date, document.accounting_date) as application_date,
        least(settled.upper_bound, settling.upper_bound) - greatest(settled.upper_bound - settled.amount, settling.lower_bound) as applied_amount,
        paid_by.is_voided
    from settled
    inner join settling
        on settling.pod = settled.pod
        and settling.check_id = settled.check_id
        and settling.lower_bound < settled.upper_bound
        and settling.upper_bound > settled.upper_bound - settled.amount
    inner join headers as paid_by
        on paid_by.document_key = {{ surrogate_key('oracle_fusion', ['settled.pod', "'payment'", 'settled.check_id']) }}
    inner join headers as payment on payment.document_key = settling.payment_key
    inner join headers as document
        on document.document_key = {{ surrogate_key('oracle_fusion', ['settled.pod', "'invoice'", 'settled.invoice_id']) }}
    where not settled.is_credit
    union all
    select
        {{ surrogate_key('oracle_fusion', ['application.pod', 'application.payment_type', 'application.application_id']) }} as application_key,
        payment.document_key as payment_key,
        document.document_key,
        payment.document_type as payment_type,
        document.document_type,
        coalesce(application.application_date, greatest(payment.accounting_date, document.accounting_date)) as application_date,
        application.applied_amount,
        payment.is_voided
    from {{ ref('stg_oracle_fusion__applications') }} as application
    inner join headers as payment
        on payment.document_type = application.payment_type
        and payment.document_key = case application.payment_type
            when 'customer_payment' then {{ surrogate_key('oracle_fusion', ['application.pod', "'receipt'", 'application.payment_id']) }}
            else {{ surrogate_key('oracle_fusion', ['application.pod', "'transaction'", 'application.payment_id']) }}
        end
    inner join headers as document
        on document.document_key = {{ surrogate_key('oracle_fusion', ['application.pod', "'transaction'", 'application.transaction_id']) }}
),

voids as (
    select
        posting.document_key,
        posting.document_type,
        min(posting.effective_date) as application_date,
        abs(sum(case when posting.account_type in ('accounts_payable', 'accounts_receivable') then posting.amount else 0 end)) as amount
    from {{ ref('int_oracle_fusion__postings') }} as posting
    where posting.is_reversal
    group by posting.document_key, posting.document_type
)

select
    'oracle_fusion' as source_system,
    application_key,
    payment_key,
    document_key,
    payment_type,
    document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    application_date,
    false as is_reversal,
    {{ amount('abs(applied_amount)') }} as applied_amount,
    {{ amount('abs(applied_amount)') }} as payment_amount
from applications
where applied_amount <> 0
    and not is_voided
union all
select
    'oracle_fusion' as source_system,
    voids.document_key as application_key,
    voids.document_key as payment_key,
    headers.document_key,
    voids.document_type as payment_type,
    headers.document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    greatest(voids.application_date, headers.accounting_date) as application_date,
    true as is_reversal,
    {{ amount('voids.amount') }} as applied_amount,
    {{ amount('voids.amount') }} as payment_amount
from voids
inner join headers on headers.document_key || '-void' = voids.document_key
