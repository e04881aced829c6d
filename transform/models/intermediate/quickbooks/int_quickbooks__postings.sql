-- Double entry of every transaction that posts. QuickBooks' records contain one side; the other
-- follows from the transaction type. Debits are positive, credits negative. Amounts that a record
-- does not explain are posted without an account, so that books balance and the gap is visible.
{{ config(materialized='table') }}

with headers as (
    select * from {{ ref('int_quickbooks__headers') }}
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

line_rules as (
    {{ quickbooks_line_rules() }}
),

-- What payments settle leaves the control account at the rates of the settled documents.
settled as (
    select
        payment_key,
        sum(amount) as amount,
        sum(base_amount) as base_amount
    from {{ ref('int_quickbooks__settlements') }}
    group by payment_key
),

signed_totals as (
    select
        header.*,
        rule.place,
        case rule.account_role
            when 'receivable' then header.receivable_id
            when 'payable' then header.payable_id
            when 'deposit_to' then header.deposit_id
            when 'paid_from' then header.paid_from_account_id
            when 'paid_to' then header.paid_to_account_id
        end as posting_account_id,
        rule.sign * case when header.is_refund then -1 else 1 end as sign,
        case when rule.place = 2 then coalesce(settled.amount, 0) else 0 end as settled_amount,
        case when rule.place = 2 then coalesce(settled.base_amount, 0) else 0 end as settled_base_amount
    from headers as header
    inner join total_rules as rule on rule.transaction_type = header.transaction_type
    left join settled on settled.payment_key = header.document_key
),

totals as (
    select
        company_id,
        transaction_type,
        document_id,
        'total-' || cast(place as text) as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        posting_account_id as account_id,
        sign * (total_amount - deposit_amount) as amount,
        -- A deposit is rounded for itself, and so is what a payment leaves unapplied.
        {{ quickbooks_base_amount('signed_totals.sign * signed_totals.total_amount + signed_totals.settled_amount', 'signed_totals') }}
        - {{ quickbooks_base_amount('signed_totals.sign * signed_totals.deposit_amount', 'signed_totals') }}
        - settled_base_amount as base_amount
    from signed_totals
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
        {{ quickbooks_base_amount('cash_back_amount', 'header') }} as base_amount
    from headers as header
    where cash_back_amount is not null
    union all
    -- Money that the customer paid with the invoice; it is not owed.
    select
        company_id,
        transaction_type,
        document_id,
        'deposit' as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        deposit_id as account_id,
        deposit_amount as amount,
        {{ quickbooks_base_amount('deposit_amount', 'header') }} as base_amount
    from headers as header
    where transaction_type = 'Invoice'
        and deposit_amount <> 0
),

lines as (
    select
        company_id,
        transaction_type,
        document_id,
        'line-' || cast(line_index as text) || '-' || cast(component_index as text) as part,
        line_index,
        component_index,
        account_id,
        amount,
        base_amount
    from {{ ref('int_quickbooks__line_postings') }}
),

-- Cost of goods is in base currency, whatever the currency of the sale is.
costs as (
    {%- for part, account, sign in [('cost', 'expense_account_id', ''), ('stock', 'asset_account_id', '-')] %}
    select
        stock.company_id,
        stock.transaction_type,
        stock.document_id,
        '{{ part }}-' || cast(stock.line_index as text) || '-' || cast(stock.component_index as text) as part,
        stock.line_index,
        stock.component_index,
        item.{{ account }} as account_id,
        case when header.is_foreign then 0 else {{ sign }}stock.cost end as amount,
        {{ sign }}stock.cost as base_amount
    from {{ ref('int_quickbooks__stock_costs') }} as stock
    inner join headers as header
        on header.company_id = stock.company_id
        and header.transaction_type = stock.transaction_type
        and header.document_id = stock.document_id
    inner join {{ ref('stg_quickbooks__items') }} as item
        on item.company_id = stock.company_id
        and item.item_id = stock.item_id
    where stock.cost <> 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- The tax of a journal entry is on the side that its lines leave open.
journal_sides as (
    select
        line.company_id,
        line.document_id,
        case sum(line.amount) when -max(header.tax_amount) then 1 when max(header.tax_amount) then -1 else 0 end as sign
    from lines as line
    inner join headers as header
        on header.company_id = line.company_id
        and header.transaction_type = line.transaction_type
        and header.document_id = line.document_id
    where line.transaction_type = 'JournalEntry'
        and header.tax_amount <> 0
    group by line.company_id, line.document_id
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
        case when tax.transaction_type = 'JournalEntry' then coalesce(journal.sign, 0) else rule.sign end
        * case when header.is_refund then -1 else 1 end * tax.amount as amount,
        {{ quickbooks_base_amount(
            "case when tax.transaction_type = 'JournalEntry' then coalesce(journal.sign, 0) else rule.sign end * case when header.is_refund then -1 else 1 end * tax.amount",
            'header'
        ) }} as base_amount
    from {{ ref('stg_quickbooks__transaction_tax_lines') }} as tax
    inner join line_rules as rule on rule.transaction_type = tax.transaction_type
    inner join headers as header
        on header.company_id = tax.company_id
        and header.transaction_type = tax.transaction_type
        and header.document_id = tax.document_id
    left join journal_sides as journal
        on journal.company_id = tax.company_id
        and journal.document_id = tax.document_id
        and tax.transaction_type = 'JournalEntry'
    left join {{ ref('stg_quickbooks__tax_rates') }} as rate
        on rate.company_id = tax.company_id
        and rate.tax_rate_id = tax.tax_rate_id
    left join {{ ref('stg_quickbooks__tax_agencies') }} as agency
        on agency.company_id = rate.company_id
        and agency.tax_agency_id = rate.tax_agency_id
    left join {{ ref('stg_quickbooks__accounts') }} as account
        on account.company_id = agency.company_id
        and account.account_name = agency.tax_agency_name || ' Payable'
),

explained as (
    select * from totals
    union all
    select * from lines
    union all
    select * from costs
    union all
    select * from taxes
),

unexplained as (
    select
        explained.company_id,
        explained.transaction_type,
        explained.document_id,
        'unexplained' as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        cast(null as text) as account_id,
        -sum(explained.amount) as amount,
        {{ quickbooks_base_amount('-sum(explained.amount)', 'header') }} as base_amount
    from explained
    inner join headers as header
        on header.company_id = explained.company_id
        and header.transaction_type = explained.transaction_type
        and header.document_id = explained.document_id
    group by
        explained.company_id, explained.transaction_type, explained.document_id, header.exchange_rate,
        header.base_currency_decimals
    having sum(explained.amount) <> 0
),

-- A transaction that balances in its own currency but not in base currency has an exchange gain or
-- loss: of settlements at another rate, and of lines that are rounded one by one.
exchange as (
    select
        posted.company_id,
        posted.transaction_type,
        posted.document_id,
        'exchange' as part,
        cast(null as bigint) as line_index,
        cast(null as bigint) as component_index,
        header.exchange_account_id as account_id,
        0 as amount,
        -sum(posted.base_amount) as base_amount
    from (
        select * from explained
        union all
        select * from unexplained
    ) as posted
    inner join headers as header
        on header.company_id = posted.company_id
        and header.transaction_type = posted.transaction_type
        and header.document_id = posted.document_id
    group by posted.company_id, posted.transaction_type, posted.document_id, header.exchange_account_id
    having sum(posted.base_amount) <> 0
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
    header.exchange_rate,
    {{ amount('postings.base_amount') }} as base_amount
from (
    select * from explained
    union all
    select * from unexplained
    union all
    select * from exchange
) as postings
inner join headers as header
    on header.company_id = postings.company_id
    and header.transaction_type = postings.transaction_type
    and header.document_id = postings.document_id
