-- Double entry of every transaction that posts. QuickBooks' records contain one side; the other
-- follows from the transaction type. Debits are positive, credits negative. Amounts that a record
-- does not explain are posted without an account, so that books balance and the gap is visible.
{{ config(materialized='table') }}

with headers as (
    select
        transactions.*,
        coalesce(
            transactions.receivable_account_id, customer.receivable_account_id, usual.receivable_account_id
        ) as receivable_id,
        coalesce(
            transactions.payable_account_id, vendor.payable_account_id, usual.payable_account_id
        ) as payable_id,
        coalesce(transactions.deposit_to_account_id, usual.undeposited_account_id) as deposit_id,
        usual.undeposited_account_id,
        usual.tax_account_id
    from {{ ref('stg_quickbooks__transactions') }} as transactions
    left join {{ ref('int_quickbooks__posting_accounts') }} as usual
        on usual.company_id = transactions.company_id
    left join {{ ref('stg_quickbooks__customers') }} as customer
        on customer.company_id = transactions.company_id
        and customer.customer_id = transactions.customer_id
    left join {{ ref('stg_quickbooks__vendors') }} as vendor
        on vendor.company_id = transactions.company_id
        and vendor.vendor_id = transactions.vendor_id
),

-- Account of the total; the first row of a type is its main posting.
total_rules as (
    select *
    from (
        values
        ('Invoice', 1, 'receivable', 1),
        ('CreditMemo', 1, 'receivable', -1),
        ('SalesReceipt', 1, 'deposit_to', 1),
        ('RefundReceipt', 1, 'deposit_to', -1),
        ('Payment', 1, 'deposit_to', 1),
        ('Payment', 2, 'receivable', -1),
        ('Bill', 1, 'payable', -1),
        ('VendorCredit', 1, 'payable', 1),
        ('BillPayment', 1, 'paid_from', -1),
        ('BillPayment', 2, 'payable', 1),
        ('Purchase', 1, 'paid_from', -1),
        ('Deposit', 1, 'deposit_to', 1),
        ('Transfer', 1, 'paid_to', 1),
        ('Transfer', 2, 'paid_from', -1),
        ('CreditCardPayment', 1, 'paid_to', 1),
        ('CreditCardPayment', 2, 'paid_from', -1)
    ) as rules (transaction_type, place, account_role, sign)
),

-- Sign of lines and taxes; journal entries have it per line.
line_rules as (
    select *
    from (
        values
        ('Invoice', -1),
        ('CreditMemo', 1),
        ('SalesReceipt', -1),
        ('RefundReceipt', 1),
        ('Bill', 1),
        ('VendorCredit', -1),
        ('Purchase', 1),
        ('Deposit', -1),
        ('JournalEntry', 1)
    ) as rules (transaction_type, sign)
),

totals as (
    select
        header.company_id,
        header.transaction_type,
        header.document_id,
        'total-' || cast(rule.place as text) as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        case rule.account_role
            when 'receivable' then header.receivable_id
            when 'payable' then header.payable_id
            when 'deposit_to' then header.deposit_id
            when 'paid_from' then header.paid_from_account_id
            when 'paid_to' then header.paid_to_account_id
        end as account_id,
        rule.sign * case when header.is_refund then -1 else 1 end * header.total_amount as amount,
        header.exchange_rate
    from headers as header
    inner join total_rules as rule on rule.transaction_type = header.transaction_type
    union all
    select
        company_id,
        transaction_type,
        document_id,
        'cash-back' as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        cash_back_account_id as account_id,
        cash_back_amount as amount,
        exchange_rate
    from headers
    where cash_back_amount is not null
),

lines as (
    select
        line.company_id,
        line.transaction_type,
        line.document_id,
        'line-' || cast(line.line_index as text) || '-' || cast(line.component_index as text) as part,
        line.line_index,
        line.component_index,
        case
            when line.detail_type is null then header.undeposited_account_id
            when line.account_id is not null then line.account_id
            when line.detail_type = 'SalesItemLineDetail' then item.income_account_id
            when line.detail_type = 'ItemBasedExpenseLineDetail' and item.source_item_type = 'Inventory' then item.asset_account_id
            when line.detail_type = 'ItemBasedExpenseLineDetail' then item.expense_account_id
        end as account_id,
        rule.sign
        * case when header.is_refund then -1 else 1 end
        * case when line.detail_type = 'DiscountLineDetail' then -1 else 1 end
        * case when line.posting_type = 'Credit' then -1 else 1 end
        * line.amount as amount,
        header.exchange_rate
    from {{ ref('stg_quickbooks__transaction_lines') }} as line
    inner join line_rules as rule on rule.transaction_type = line.transaction_type
    inner join headers as header
        on header.company_id = line.company_id
        and header.transaction_type = line.transaction_type
        and header.document_id = line.document_id
    left join {{ ref('stg_quickbooks__items') }} as item
        on item.company_id = line.company_id
        and item.item_id = line.item_id
    -- Subtotals, bundles (their components post) and descriptions do not post; a deposit's line
    -- without a detail is money from Undeposited Funds.
    where coalesce(line.detail_type, '') not in ('SubTotalLineDetail', 'GroupLineDetail', 'DescriptionOnly')
        and (line.detail_type is not null or line.transaction_type = 'Deposit')
),

-- Each tax agency has an account with its name.
taxes as (
    select
        tax.company_id,
        tax.transaction_type,
        tax.document_id,
        'tax-' || cast(tax.tax_line_index as text) as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        coalesce(account.account_id, header.tax_account_id) as account_id,
        rule.sign * case when header.is_refund then -1 else 1 end * tax.amount as amount,
        header.exchange_rate
    from {{ ref('stg_quickbooks__transaction_tax_lines') }} as tax
    inner join line_rules as rule on rule.transaction_type = tax.transaction_type
    inner join headers as header
        on header.company_id = tax.company_id
        and header.transaction_type = tax.transaction_type
        and header.document_id = tax.document_id
    left join {{ ref('stg_quickbooks__tax_rates') }} as rate
        on rate.company_id = tax.company_id
        and rate.tax_rate_id = tax.tax_rate_id
    left join {{ ref('stg_quickbooks__tax_agencies') }} as agency
        on agency.company_id = rate.company_id
        and agency.tax_agency_id = rate.tax_agency_id
    left join {{ ref('stg_quickbooks__accounts') }} as account
        on account.company_id = agency.company_id
        and account.account_name = agency.tax_agency_name || ' Payable'
    where tax.transaction_type <> 'JournalEntry'
),

explained as (
    select *, {{ amount('amount * exchange_rate') }} as base_amount from totals
    union all
    select *, {{ amount('amount * exchange_rate') }} as base_amount from lines
    union all
    select *, {{ amount('amount * exchange_rate') }} as base_amount from taxes
),

unexplained as (
    select
        company_id,
        transaction_type,
        document_id,
        'unexplained' as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        cast(null as text) as account_id,
        -sum(amount) as amount,
        max(exchange_rate) as exchange_rate,
        -sum(base_amount) as base_amount
    from explained
    group by company_id, transaction_type, document_id
    having sum(base_amount) <> 0
)

select
    postings.company_id,
    postings.transaction_type,
    postings.document_id,
    postings.part,
    postings.line_index,
    postings.component_index,
    coalesce(postings.account_id, 'unnamed') as account_id,
    {{ amount('postings.amount') }} as amount,
    postings.exchange_rate,
    {{ amount('postings.base_amount') }} as base_amount
from (
    select * from explained
    union all
    select * from unexplained
) as postings
