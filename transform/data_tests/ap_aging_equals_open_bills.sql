-- As of today the ageing holds what the bills say is open. A past ageing date is compared with
-- nothing: the bills only know their present state.
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

open_bills as (
    select
        vendor_key,
        sum(open_amount) as open_amount,
        sum(base_open_amount) as base_open_amount
    from {{ ref('fct_vendor_bill') }}
    where is_posted
        and bill_date <= {{ as_of_date() }}
    group by vendor_key
)

select
    open_bills.vendor_key,
    open_bills.base_open_amount,
    aged.base_open_amount as aged_amount,
    aged.bucketed_amount
from open_bills
full outer join aged on aged.vendor_key = open_bills.vendor_key
where {{ as_of_date() }} >= current_date
    and (
        coalesce(open_bills.open_amount, 0) <> coalesce(aged.open_amount, 0)
        or coalesce(open_bills.base_open_amount, 0) <> coalesce(aged.base_open_amount, 0)
        or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_open_amount, 0)
    )
