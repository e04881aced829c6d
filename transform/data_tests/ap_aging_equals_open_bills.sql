-- The ageing holds what the bills say is open now, plus what was applied to them after the ageing
-- date: earlier dates look back, and a payment may be dated ahead.
with aged as (
    select
        vendor_key,
        sum(open_amount) as open_amount,
        sum(base_open_amount) as base_open_amount,
        sum(
            {{ aging_columns().values() | join('\n            + ') }}
        ) as bucketed_amount
    from {{ ref('ap_aging') }}
    where document_type = 'vendor_bill'
    group by vendor_key
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

open_bills as (
    select
        bill.vendor_key,
        sum(bill.open_amount + coalesce(later.applied_amount, 0)) as open_amount,
        sum(bill.base_open_amount + coalesce(later.base_applied_amount, 0)) as base_open_amount
    from {{ ref('fct_vendor_bill') }} as bill
    left join applied_later as later on later.document_key = bill.bill_key
    where bill.is_posted
        and not bill.is_voided
        and bill.bill_date <= {{ as_of_date() }}
    group by bill.vendor_key
)

select
    open_bills.vendor_key,
    open_bills.base_open_amount,
    aged.base_open_amount as aged_amount,
    aged.bucketed_amount
from open_bills
full outer join aged on aged.vendor_key = open_bills.vendor_key
where
    coalesce(open_bills.open_amount, 0) <> coalesce(aged.open_amount, 0)
    or coalesce(open_bills.base_open_amount, 0) <> coalesce(aged.base_open_amount, 0)
    or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_open_amount, 0)
