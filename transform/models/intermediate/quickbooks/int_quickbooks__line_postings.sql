-- What the lines of transactions post: debits are positive, credits negative.
{{ config(materialized='table') }}

-- Sign of lines; journal entries have it per line.
with line_rules as (
    {{ quickbooks_line_rules() }}
)

select
    line.company_id,
    line.transaction_type,
    line.document_id,
    line.line_index,
    line.component_index,
    line.item_id,
    line.quantity,
    item.source_item_type = 'Inventory' as is_stocked,
    header.document_date,
    header.is_refund,
    header.exchange_rate,
    header.base_currency_decimals,
    coalesce(
        case when lower(line.entity_type) = 'vendor' then line.entity_id end,
        header.vendor_id,
        case when lower(header.entity_type) = 'vendor' then header.entity_id end
    ) as vendor_id,
    coalesce(
        case when lower(line.entity_type) = 'customer' then line.entity_id end,
        line.customer_id,
        header.customer_id,
        case when lower(header.entity_type) = 'customer' then header.entity_id end
    ) as customer_id,
    case
        -- A deposit's line without an account is money from Undeposited Funds.
        when line.account_id is not null then line.account_id
        when line.transaction_type = 'Deposit' then header.undeposited_account_id
        when line.detail_type = 'SalesItemLineDetail' then item.income_account_id
        when line.detail_type = 'ItemBasedExpenseLineDetail' and item.source_item_type = 'Inventory' then item.asset_account_id
        when line.detail_type = 'ItemBasedExpenseLineDetail' then item.expense_account_id
    end as account_id,
    {{ amount('posting.amount') }} as amount,
    {{ quickbooks_base_amount('posting.amount', 'header') }} as base_amount
from {{ ref('stg_quickbooks__transaction_lines') }} as line
inner join line_rules as rule on rule.transaction_type = line.transaction_type
inner join {{ ref('int_quickbooks__headers') }} as header
    on header.company_id = line.company_id
    and header.transaction_type = line.transaction_type
    and header.document_id = line.document_id
left join {{ ref('stg_quickbooks__items') }} as item
    on item.company_id = line.company_id
    and item.item_id = line.item_id
cross join lateral (
    select
        rule.sign
        * case when header.is_refund then -1 else 1 end
        * case when line.detail_type = 'DiscountLineDetail' then -1 else 1 end
        * case when line.posting_type = 'Credit' then -1 else 1 end
        * line.amount as amount
) as posting
-- Subtotals, bundles (their components post) and descriptions do not post.
where coalesce(line.detail_type, '') not in ('SubTotalLineDetail', 'GroupLineDetail', 'DescriptionOnly')
    and (line.detail_type is not null or line.transaction_type = 'Deposit')
