-- Every id of a list record that live documents use. It completes lists that are hidden from the
-- role or missing in the account, so that every reference of a fact exists.
{{ config(materialized='table') }}

with lines as (
    select distinct
        document_id,
        company_id,
        department_id,
        item_id
    from {{ ref('stg_netsuite__transaction_lines') }}
),

members as (
    select
        'company' as member_kind,
        company_id as member_id
    from lines
    union
    select
        'company' as member_kind,
        cast(1 as bigint) as member_id
    where not exists (select 1 from {{ ref('stg_netsuite__subsidiaries') }})
    union
    select
        'department' as member_kind,
        department_id as member_id
    from lines
    union
    select
        'item' as member_kind,
        item_id as member_id
    from lines
    union
    select
        'ledger' as member_kind,
        ledger_id as member_id
    from {{ ref('stg_netsuite__transaction_accounting_lines') }}
    union
    select
        'ledger' as member_kind,
        cast(1 as bigint) as member_id
    where not exists (select 1 from {{ ref('stg_netsuite__accounting_books') }})
    union
    select
        'account' as member_kind,
        account_id as member_id
    from {{ ref('stg_netsuite__transaction_accounting_lines') }}
    union
    select
        'period' as member_kind,
        period_id as member_id
    from {{ ref('stg_netsuite__transactions') }}
    union
    select
        'currency' as member_kind,
        currency_id as member_id
    from {{ ref('stg_netsuite__transactions') }}
    union
    select
        'currency' as member_kind,
        cast(1 as bigint) as member_id
    where not exists (select 1 from {{ ref('stg_netsuite__currencies') }})
    union
    select
        'vendor' as member_kind,
        entity_id as member_id
    from {{ ref('stg_netsuite__transactions') }}
    where document_type in ('vendor_bill', 'vendor_credit', 'vendor_payment', 'purchase_order')
    union
    select
        'customer' as member_kind,
        entity_id as member_id
    from {{ ref('stg_netsuite__transactions') }}
    where document_type in ('customer_invoice', 'customer_credit', 'customer_payment')
)

select
    member_kind,
    member_id
from members
where member_id is not null
