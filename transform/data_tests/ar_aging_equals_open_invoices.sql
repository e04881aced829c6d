-- The ageing holds what the invoices say is open now, plus what was applied to them after the ageing
-- date: earlier dates look back, and a payment may be dated ahead.
with aged as (
    select
        customer_key,
        sum(open_amount) as open_amount,
        sum(base_open_amount) as base_open_amount,
        sum(
            {{ aging_columns().values() | join('\n            + ') }}
        ) as bucketed_amount
    from {{ ref('ar_aging') }}
    where document_type = 'customer_invoice'
    group by customer_key
),

applied_later as (
    select
        document_key,
        sum(applied_amount) as applied_amount,
        sum(base_applied_amount) as base_applied_amount
    from {{ ref('int_finance__payment_applications') }}
    where application_date > {{ as_of_date() }}
    group by document_key
),

open_invoices as (
    select
        invoice.customer_key,
        sum(invoice.open_amount + coalesce(later.applied_amount, 0)) as open_amount,
        sum(invoice.base_open_amount + coalesce(later.base_applied_amount, 0)) as base_open_amount
    from {{ ref('fct_customer_invoice') }} as invoice
    left join applied_later as later on later.document_key = invoice.invoice_key
    where invoice.is_posted
        and not invoice.is_voided
        and invoice.invoice_date <= {{ as_of_date() }}
    group by invoice.customer_key
)

select
    open_invoices.customer_key,
    open_invoices.base_open_amount,
    aged.base_open_amount as aged_amount,
    aged.bucketed_amount
from open_invoices
full outer join aged on aged.customer_key = open_invoices.customer_key
where
    coalesce(open_invoices.open_amount, 0) <> coalesce(aged.open_amount, 0)
    or coalesce(open_invoices.base_open_amount, 0) <> coalesce(aged.base_open_amount, 0)
    or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_open_amount, 0)
