-- The open items of every posted bill, invoice, credit and payment are what the source says is open:
-- an application that the source does not report, or that is counted twice, makes them differ.
-- A document whose account no list contains is in no control account, and one of Oracle Fusion's that
-- only a journal of many documents posts is in no item of its own. What is left of a prepayment of
-- Acumatica's may be in an account of its own, which is not a control account.
with prepaid as (
    select
        line.document_key,
        sum(line.transaction_amount) as amount
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_account') }} as account on account.account_key = line.account_key
    where line.is_primary_book
        and line.source_system = 'acumatica'
        and line.document_type in ('vendor_payment', 'customer_payment')
        and account.account_class in ('asset', 'liability')
        and account.account_type not in ('bank', 'accounts_payable', 'accounts_receivable')
    group by line.document_key
),

items as (
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
    prepaid.amount as prepaid_amount,
    document.base_open_amount,
    items.base_open_amount as base_item_amount
from {{ ref('int_finance__documents') }} as document
left join {{ ref('dim_account') }} as account on account.account_key = document.account_key
left join items on items.document_key = document.document_key
left join prepaid on prepaid.document_key = document.document_key
where document.is_posted
    and coalesce(account.account_type, '') <> 'unknown'
    and (items.document_key is not null or document.source_system <> 'oracle_fusion')
    and (
        document.open_amount <> coalesce(items.open_amount, 0)
        + case document.ledger_side when 'payable' then -1 else 1 end * coalesce(prepaid.amount, 0)
        -- What is left of a payment in base currency depends on the order of its applications.
        or (document.document_role = 'invoice' and document.base_open_amount <> coalesce(items.base_open_amount, 0))
    )
