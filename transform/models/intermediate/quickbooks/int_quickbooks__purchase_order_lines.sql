-- QuickBooks' implementation of `int_finance__purchase_order_lines`. QuickBooks has
-- no received quantity; billed are the lines of bills and expenses linked to the order's lines.
with orders as (
    select * from {{ ref('stg_quickbooks__transactions') }} where document_type = 'purchase_order'
),

lines as (
    select * from {{ ref('stg_quickbooks__transaction_lines') }}
),

billed as (
    select
        link.company_id,
        link.linked_document_id as document_id,
        link.linked_line_id as line_id,
        sum(line.quantity) as billed_quantity,
        sum(line.amount) as billed_amount
    from {{ ref('stg_quickbooks__transaction_links') }} as link
    inner join lines as line
        on line.company_id = link.company_id
        and line.transaction_type = link.transaction_type
        and line.document_id = link.document_id
        and line.line_index = link.line_index
    where link.linked_transaction_type = 'PurchaseOrder'
    group by link.company_id, link.linked_document_id, link.linked_line_id
)

select
    'quickbooks' as source_system,
    {{ surrogate_key('quickbooks', ['orders.company_id', 'orders.document_id', 'line.line_index']) }} as order_line_key,
    {{ quickbooks_document_key('orders') }} as document_key,
    orders.document_id,
    orders.document_number,
    cast(null as text) as order_type,
    line.line_index + 1 as line_number,
    company.company_key,
    ledger.ledger_key,
    {{ surrogate_key('quickbooks', ['orders.company_id', 'orders.vendor_id']) }} as vendor_key,
    {{ surrogate_key('quickbooks', ['orders.company_id', 'line.item_id']) }} as item_key,
    {{ surrogate_key('quickbooks', ['orders.company_id', 'coalesce(line.account_id, item.expense_account_id)']) }} as account_key,
    {{ surrogate_key('quickbooks', ['orders.company_id', 'coalesce(line.department_id, orders.department_id)']) }} as department_key,
    line.memo,
    coalesce(orders.currency_code, company.base_currency_code) as currency_code,
    company.base_currency_code,
    orders.exchange_rate,
    orders.document_date,
    orders.due_date as expected_receipt_date,
    case
        when orders.order_status = 'Closed' then 'closed'
        when orders.order_status = 'Open' and coalesce(billed.billed_amount, 0) <> 0 then 'pending_billing'
        when orders.order_status = 'Open' then 'pending_receipt'
        else 'unknown'
    end as order_status,
    coalesce(orders.order_status = 'Closed', false) as is_complete,
    false as is_received,
    false as is_voided,
    line.unit_price,
    line.quantity as ordered_quantity,
    cast(null as {{ sql_type('number') }}) as received_quantity,
    coalesce(billed.billed_quantity, 0) as billed_quantity,
    {{ amount('line.amount') }} as ordered_amount,
    {{ amount('coalesce(billed.billed_amount, 0)') }} as billed_amount,
    orders.updated_at
from orders
inner join lines as line
    on line.company_id = orders.company_id
    and line.transaction_type = orders.transaction_type
    and line.document_id = orders.document_id
inner join {{ ref('int_quickbooks__ledgers') }} as ledger on ledger.company_id = orders.company_id
inner join {{ ref('int_quickbooks__companies') }} as company on company.company_id = orders.company_id
left join {{ ref('stg_quickbooks__items') }} as item
    on item.company_id = line.company_id
    and item.item_id = line.item_id
left join billed
    on billed.company_id = orders.company_id
    and billed.document_id = orders.document_id
    and billed.line_id = line.line_id
where line.detail_type in ('ItemBasedExpenseLineDetail', 'AccountBasedExpenseLineDetail')
