-- Cost of the goods that sales take from stock, first in, first out. QuickBooks does not report it,
-- but values stock by the purchases that its records contain. What is sold before it was bought takes
-- the cost of the next purchase. Estimated at the item's purchase cost are goods that no purchase
-- brought and goods that customers return.
{{ config(materialized='table') }}

with moves as (
    select
        line.company_id,
        line.item_id,
        line.transaction_type,
        line.document_id,
        line.line_index,
        line.component_index,
        line.document_date,
        case
            when line.transaction_type in ('Invoice', 'SalesReceipt', 'VendorCredit') then -1
            when line.transaction_type = 'Purchase' and line.is_refund then -1
            else 1
        end * coalesce(line.quantity, 0) as quantity,
        line.base_amount,
        coalesce(item.purchase_cost, 0) as purchase_cost
    from {{ ref('int_quickbooks__line_postings') }} as line
    inner join {{ ref('stg_quickbooks__items') }} as item
        on item.company_id = line.company_id
        and item.item_id = line.item_id
    where line.is_stocked
        and line.transaction_type in ('Bill', 'Purchase', 'VendorCredit', 'Invoice', 'SalesReceipt', 'CreditMemo', 'RefundReceipt')
),

incoming as (
    select
        *,
        case
            when transaction_type in ('CreditMemo', 'RefundReceipt') then {{ amount_in('quantity * purchase_cost', 2) }}
            else base_amount
        end as cost,
        sum(quantity) over (
            partition by company_id, item_id
            order by document_date, length(document_id), document_id, line_index, component_index, transaction_type
            rows between unbounded preceding and current row
        ) - quantity as quantity_before
    from moves
    where quantity > 0
),

outgoing as (
    select
        *,
        sum(-quantity) over (
            partition by company_id, item_id
            order by document_date, length(document_id), document_id, line_index, component_index, transaction_type
            rows between unbounded preceding and current row
        ) as quantity_after
    from moves
    where quantity < 0
),

covered as (
    select
        outgoing.company_id,
        outgoing.item_id,
        outgoing.transaction_type,
        outgoing.document_id,
        outgoing.line_index,
        outgoing.component_index,
        -- The inner cast makes a half cent exact that a floating-point division is not.
        coalesce(sum({{ amount_in(
            'cast(incoming.cost * least(incoming.quantity, outgoing.quantity_after - incoming.quantity_before) / incoming.quantity as ' ~ sql_type('number') ~ ')',
            2
        ) }}), 0) as cost,
        coalesce(sum(least(incoming.quantity, outgoing.quantity_after - incoming.quantity_before)), 0) as quantity
    from outgoing
    left join incoming
        on incoming.company_id = outgoing.company_id
        and incoming.item_id = outgoing.item_id
        and incoming.quantity_before < outgoing.quantity_after
    group by
        outgoing.company_id, outgoing.item_id, outgoing.transaction_type, outgoing.document_id,
        outgoing.line_index, outgoing.component_index
),

valued as (
    select
        outgoing.*,
        covered.cost + {{ amount_in('(outgoing.quantity_after - covered.quantity) * outgoing.purchase_cost', 2) }} as cost_after,
        outgoing.quantity_after - covered.quantity as short_after
    from outgoing
    inner join covered
        on covered.company_id = outgoing.company_id
        and covered.item_id = outgoing.item_id
        and covered.transaction_type = outgoing.transaction_type
        and covered.document_id = outgoing.document_id
        and covered.line_index = outgoing.line_index
        and covered.component_index = outgoing.component_index
),

sold as (
    select
        *,
        cost_after - coalesce(lag(cost_after) over (
            partition by company_id, item_id
            order by document_date, length(document_id), document_id, line_index, component_index, transaction_type
        ), 0) as cost
    from valued
)

select
    company_id,
    item_id,
    transaction_type,
    document_id,
    line_index,
    component_index,
    document_date,
    quantity,
    {{ amount('case when transaction_type in (\'Invoice\', \'SalesReceipt\') then cost else 0 end') }} as cost,
    -- Goods returned to a vendor leave at the amount of the vendor credit, whatever their cost was.
    case when transaction_type in ('Invoice', 'SalesReceipt') then least(-quantity, short_after) else -quantity end as estimated_quantity
from sold
union all
select
    company_id,
    item_id,
    transaction_type,
    document_id,
    line_index,
    component_index,
    document_date,
    quantity,
    {{ amount('case when transaction_type in (\'CreditMemo\', \'RefundReceipt\') then -cost else 0 end') }} as cost,
    case when transaction_type in ('CreditMemo', 'RefundReceipt') then quantity else 0 end as estimated_quantity
from incoming
