-- Every id of a list record that live documents use. It completes lists that are hidden from the
-- role or missing in the account, so that every reference of a fact exists.
{{ config(materialized='table') }}

with lines as (
    select distinct
        document_id,
        company_id,
        department_id,
        class_id,
        location_id,
        item_id
    from {{ ref('stg_netsuite__transaction_lines') }}
),

-- Accounts with documents or a chart of accounts: a warehouse may have none of NetSuite.
source_accounts as (
    select {{ source_account('document_id') }} as source_account from {{ ref('stg_netsuite__transactions') }}
    union
    select {{ source_account('account_id') }} as source_account from {{ ref('stg_netsuite__accounts') }}
),

-- Parties of postings to control accounts: employees, and whatever journals name.
control_postings as (
    select distinct
        account.source_account_type,
        coalesce(line.entity_id, document.entity_id) as entity_id
    from {{ ref('stg_netsuite__transaction_accounting_lines') }} as accounting_line
    inner join {{ ref('stg_netsuite__accounts') }} as account on account.account_id = accounting_line.account_id
    inner join {{ ref('stg_netsuite__transactions') }} as document
        on document.document_id = accounting_line.document_id
    left join {{ ref('stg_netsuite__transaction_lines') }} as line
        on line.document_id = accounting_line.document_id
        and line.line_id = accounting_line.line_id
    where account.source_account_type in ('AcctPay', 'AcctRec')
),

members as (
    select
        'company' as member_kind,
        company_id as member_id
    from lines
    union
    select
        'company' as member_kind,
        source_account || '-1' as member_id
    from source_accounts
    where not exists (
        select 1 from {{ ref('stg_netsuite__subsidiaries') }} where {{ source_account('company_id') }} = source_accounts.source_account
    )
    union
    select
        'department' as member_kind,
        department_id as member_id
    from lines
    union
    select
        'class' as member_kind,
        class_id as member_id
    from lines
    union
    select
        'location' as member_kind,
        location_id as member_id
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
        source_account || '-1' as member_id
    from source_accounts
    where not exists (
        select 1 from {{ ref('stg_netsuite__accounting_books') }} where {{ source_account('ledger_id') }} = source_accounts.source_account
    )
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
        source_account || '-1' as member_id
    from source_accounts
    where not exists (
        select 1 from {{ ref('stg_netsuite__currencies') }} where {{ source_account('currency_id') }} = source_accounts.source_account
    )
    union
    select
        'vendor' as member_kind,
        entity_id as member_id
    from {{ ref('stg_netsuite__transactions') }}
    where document_type in ('vendor_bill', 'vendor_credit', 'vendor_payment', 'expense_report', 'purchase_order')
    union
    select
        case source_account_type when 'AcctPay' then 'vendor' else 'customer' end as member_kind,
        entity_id as member_id
    from control_postings
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
