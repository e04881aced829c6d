-- As of today the ageing holds what the invoices say is open. A past ageing date is compared with
-- nothing: the invoices only know their present state.
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

open_invoices as (
    select
        customer_key,
        sum(open_amount) as open_amount,
        sum(base_open_amount) as base_open_amount
    from {{ ref('fct_customer_invoice') }}
    where is_posted
        and invoice_date <= {{ as_of_date() }}
    group by customer_key
)

select
    open_invoices.customer_key,
    open_invoices.base_open_amount,
    aged.base_open_amount as aged_amount,
    aged.bucketed_amount
from open_invoices
full outer join aged on aged.customer_key = open_invoices.customer_key
where {{ as_of_date() }} >= current_date
    and (
        coalesce(open_invoices.open_amount, 0) <> coalesce(aged.open_amount, 0)
        or coalesce(open_invoices.base_open_amount, 0) <> coalesce(aged.base_open_amount, 0)
        or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_open_amount, 0)
    )
