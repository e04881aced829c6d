-- Transactions with the accounts that they post to without naming them.
{{ config(materialized='table') }}

with transactions as (
    select
        transactions.*,
        coalesce(transactions.currency_code, company.base_currency_code) as transaction_currency_code,
        company.base_currency_code,
        company.base_currency_decimals,
        coalesce(transactions.currency_code, company.base_currency_code) <> company.base_currency_code as is_foreign
    from {{ ref('stg_quickbooks__transactions') }} as transactions
    inner join {{ ref('int_quickbooks__companies') }} as company on company.company_id = transactions.company_id
)

select
    transactions.*,
    {{ quickbooks_document_key('transactions') }} as document_key,
    coalesce(
        transactions.receivable_account_id, customer.receivable_account_id,
        receivable.account_id, usual.receivable_account_id
    ) as receivable_id,
    coalesce(
        transactions.payable_account_id, vendor.payable_account_id,
        payable.account_id, usual.payable_account_id
    ) as payable_id,
    coalesce(transactions.deposit_to_account_id, usual.undeposited_account_id) as deposit_id,
    usual.undeposited_account_id,
    usual.tax_account_id,
    usual.exchange_account_id
from transactions
left join {{ ref('int_quickbooks__posting_accounts') }} as receivable
    on receivable.company_id = transactions.company_id
    and receivable.account_role = 'receivable'
    and receivable.currency_code = transactions.transaction_currency_code
left join {{ ref('int_quickbooks__posting_accounts') }} as payable
    on payable.company_id = transactions.company_id
    and payable.account_role = 'payable'
    and payable.currency_code = transactions.transaction_currency_code
left join (
    select
        company_id,
        {%- for role in ['receivable', 'payable', 'undeposited', 'tax', 'exchange'] %}
        max(case when account_role = '{{ role }}' then account_id end) as {{ role }}_account_id{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_quickbooks__posting_accounts') }}
    where is_base_currency
    group by company_id
) as usual on usual.company_id = transactions.company_id
left join {{ ref('stg_quickbooks__customers') }} as customer
    on customer.company_id = transactions.company_id
    and customer.customer_id = transactions.customer_id
left join {{ ref('stg_quickbooks__vendors') }} as vendor
    on vendor.company_id = transactions.company_id
    and vendor.vendor_id = transactions.vendor_id
