-- The open items of every posted bill, invoice, credit and payment are what the source says is open:
-- an application that the source does not report, or that is counted twice, makes them differ.
-- A document whose account no list contains is in no control account, and one of Oracle Fusion's that
-- only a journal of many documents posts is in no item of its own.
with items as (
    select
        document_key,
        sum(amount) as open_amount,
        sum(base_amount) as base_open_amount
    from {{ ref('fct_subledger_entry') }}
    group by document_key
)

select
    document.document_key,
    document.document_type,
    document.open_amount,
    items.open_amount as item_amount,
    document.base_open_amount,
    items.base_open_amount as base_item_amount
from {{ ref('int_finance__documents') }} as document
left join {{ ref('dim_account') }} as account on account.account_key = document.account_key
left join items on items.document_key = document.document_key
where document.is_posted
    and coalesce(account.account_type, '') <> 'unknown'
    and (items.document_key is not null or document.source_system <> 'oracle_fusion')
    and (
        document.open_amount <> coalesce(items.open_amount, 0)
        -- What is left of a payment in base currency depends on the order of its applications.
        or (document.document_role = 'invoice' and document.base_open_amount <> coalesce(items.base_open_amount, 0))
    )
