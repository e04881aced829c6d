-- Payments by the documents that they settle. What a payment takes from receivables or payables is
-- what the settled document posted there, at that document's exchange rate.
{{ config(materialized='table') }}

-- What documents post to control accounts: debits are positive.
with owed as (
    select
        company_id,
        transaction_type,
        document_id,
        document_date,
        exchange_rate,
        base_currency_decimals,
        case when transaction_type in ('Invoice', 'CreditMemo') then 'receivable' else 'payable' end as ledger_side,
        case when transaction_type in ('Invoice', 'CreditMemo') then receivable_id else payable_id end as account_id,
        case when transaction_type in ('Invoice', 'CreditMemo') then customer_id else vendor_id end as party_id,
        case when transaction_type in ('CreditMemo', 'Bill') then -1 else 1 end * (total_amount - deposit_amount) as amount,
        case when transaction_type in ('CreditMemo', 'Bill') then -1 else 1 end * (
            {{ quickbooks_base_amount('total_amount', 'header') }} - {{ quickbooks_base_amount('deposit_amount', 'header') }}
        ) as base_amount
    from {{ ref('int_quickbooks__headers') }} as header
    where transaction_type in ('Invoice', 'CreditMemo', 'Bill', 'VendorCredit')
    union all
    select
        line.company_id,
        line.transaction_type,
        line.document_id,
        line.document_date,
        line.exchange_rate,
        line.base_currency_decimals,
        case account.source_account_type when 'Accounts Receivable' then 'receivable' else 'payable' end as ledger_side,
        line.account_id,
        case account.source_account_type when 'Accounts Receivable' then line.customer_id else line.vendor_id end as party_id,
        sum(line.amount) as amount,
        sum(line.base_amount) as base_amount
    from {{ ref('int_quickbooks__line_postings') }} as line
    inner join {{ ref('stg_quickbooks__accounts') }} as account
        on account.company_id = line.company_id
        and account.account_id = line.account_id
    where account.source_account_type in ('Accounts Receivable', 'Accounts Payable')
        and line.transaction_type in ('JournalEntry', 'Deposit', 'Purchase')
    group by
        line.company_id, line.transaction_type, line.document_id, line.document_date, line.exchange_rate,
        line.base_currency_decimals, account.source_account_type, line.account_id,
        case account.source_account_type when 'Accounts Receivable' then line.customer_id else line.vendor_id end
),

links as (
    select
        payment.company_id,
        payment.transaction_type,
        payment.document_id,
        payment.document_key,
        payment.document_date,
        line.line_index,
        link.link_index,
        link.linked_transaction_type,
        link.linked_document_id,
        case payment.transaction_type when 'Payment' then 'receivable' else 'payable' end as ledger_side,
        case payment.transaction_type when 'Payment' then payment.receivable_id else payment.payable_id end as account_id,
        case payment.transaction_type when 'Payment' then payment.customer_id else payment.vendor_id end as party_id,
        line.amount
    from {{ ref('int_quickbooks__headers') }} as payment
    inner join {{ ref('stg_quickbooks__transaction_lines') }} as line
        on line.company_id = payment.company_id
        and line.transaction_type = payment.transaction_type
        and line.document_id = payment.document_id
    inner join {{ ref('stg_quickbooks__transaction_links') }} as link
        on link.company_id = line.company_id
        and link.transaction_type = line.transaction_type
        and link.document_id = line.document_id
        and link.line_index = line.line_index
    where payment.transaction_type in ('Payment', 'BillPayment')
),

-- A journal entry may post to several parties: the payment's own comes first.
matches as (
    select
        {{ surrogate_key('quickbooks', ['links.company_id', 'links.transaction_type', 'links.document_id', 'links.line_index', 'links.link_index']) }} as application_key,
        links.company_id,
        links.transaction_type,
        links.document_id,
        links.document_key as payment_key,
        {{ surrogate_key('quickbooks', ['links.company_id', 'links.linked_transaction_type', 'links.linked_document_id']) }} as settled_key,
        links.linked_transaction_type as settled_type,
        owed.account_id,
        owed.party_id,
        greatest(links.document_date, owed.document_date) as application_date,
        links.amount as applied_amount,
        case when owed.amount < 0 then -1 else 1 end as sign,
        abs(owed.amount) as total,
        abs(owed.base_amount) as base_total,
        owed.exchange_rate,
        owed.base_currency_decimals,
        row_number() over (
            partition by links.company_id, links.transaction_type, links.document_id, links.line_index, links.link_index
            order by
                case when owed.party_id = links.party_id then 0 else 1 end,
                case when owed.account_id = links.account_id then 0 else 1 end,
                owed.account_id,
                owed.party_id
        ) as preference
    from links
    inner join owed
        on owed.company_id = links.company_id
        and owed.transaction_type = links.linked_transaction_type
        and owed.document_id = links.linked_document_id
        and owed.ledger_side = links.ledger_side
),

-- What is left of the document after each application, which rounds what is left: the last one
-- takes the last cent.
remaining as (
    select
        *,
        total - sum(applied_amount) over (
            partition by settled_key, account_id, party_id
            order by application_date, application_key
            rows between unbounded preceding and current row
        ) as left_after
    from matches
    where preference = 1
)

select
    application_key,
    company_id,
    transaction_type,
    document_id,
    payment_key,
    settled_key,
    settled_type,
    application_date,
    applied_amount,
    -- A payment uses what reduces receivables or payables, and settles the rest.
    case transaction_type when 'Payment' then sign < 0 else sign > 0 end as is_credit,
    sign * applied_amount as amount,
    sign * ({{ open_in_base('(left_after + applied_amount)') }} - {{ open_in_base('left_after') }}) as base_amount
from remaining
