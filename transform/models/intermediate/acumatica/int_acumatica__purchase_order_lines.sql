-- Acumatica's implementation of `int_finance__purchase_order_lines`; billed are the released bill lines
-- that name the order's lines. A standard order is a template of others, and no commitment.
with billed as (
    select
        tenant,
        order_type,
        order_number,
        order_line_number,
        sum(sign * quantity) as billed_quantity,
        sum(sign * amount) as billed_amount
    from {{ ref('stg_acumatica__bill_lines') }}
    where order_number is not null
        and is_released
    group by tenant, order_type, order_number, order_line_number
),

-- A blanket order is a commitment as far as no order is drawn from it. Its lines count the receipts of the orders
-- that are ("Blanket Purchase Orders: Rules of Line Completion and Closure").
lines as (
    select
        *,
        order_type = 'Blanket' as is_blanket,
        case when order_type = 'Blanket' then greatest(order_quantity - drawn_quantity, 0) else order_quantity end as ordered_quantity,
        case when order_type = 'Blanket' then 0 else coalesce(receipt_quantity, 0) end as received_quantity
    from {{ ref('stg_acumatica__purchase_order_lines') }}
    where order_type <> 'Standard'
),

ordered as (
    select
        line.*,
        case
            when line.is_blanket and line.order_quantity <> 0
                then {{ share_of('line.order_amount', 'line.ordered_quantity', 'line.order_quantity', currency_decimals('purchase_order.currency_code')) }}
            else line.order_amount
        end as ordered_amount,
        purchase_order.vendor_id,
        purchase_order.order_date,
        purchase_order.currency_code,
        purchase_order.exchange_rate,
        purchase_order.updated_at,
        coalesce(line.branch_id, purchase_order.branch_id) as ordering_branch_id,
        coalesce(line.expected_receipt_date, purchase_order.expected_receipt_date) as receipt_date,
        coalesce(billed.billed_quantity, 0) as billed_quantity,
        coalesce(billed.billed_amount, 0) as billed_line_amount,
        line.is_canceled or coalesce(lower(purchase_order.source_status) like 'cancel%', false) as is_voided,
        sum(line.received_quantity) over (partition by line.tenant, line.order_type, line.order_number) as received_in_order,
        purchase_order.source_status
    from lines as line
    inner join {{ ref('stg_acumatica__purchase_orders') }} as purchase_order
        on purchase_order.tenant = line.tenant
        and purchase_order.order_type = line.order_type
        and purchase_order.order_number = line.order_number
    left join billed
        on billed.tenant = line.tenant
        and billed.order_type = line.order_type
        and billed.order_number = line.order_number
        and billed.order_line_number = line.line_number
),

measured as (
    select
        ordered.*,
        case
            when source_status in ('On Hold', 'Balanced', 'Pending Approval') then 'pending_approval'
            when source_status = 'Rejected' then 'rejected'
            when source_status = 'Completed' then 'pending_billing'
            when source_status = 'Closed' or lower(source_status) like 'cancel%' then 'closed'
            when source_status in ('Open', 'Pending Printing', 'Pending Email') and received_in_order > 0 then 'partially_received'
            when source_status in ('Open', 'Pending Printing', 'Pending Email') then 'pending_receipt'
            else 'unknown'
        end as order_status,
        coalesce(ordered_quantity > 0 and billed_quantity >= ordered_quantity, false) as is_billed,
        is_completed and billed_quantity >= received_quantity as is_receipt_billed,
        is_blanket and order_quantity > 0 and ordered_quantity = 0 as is_drawn
    from ordered
)

select
    'acumatica' as source_system,
    {{ surrogate_key('acumatica', ['measured.tenant', 'measured.order_type', 'measured.order_number', 'measured.line_number']) }} as order_line_key,
    {{ surrogate_key('acumatica', ['measured.tenant', "'PO'", 'measured.order_type', 'measured.order_number']) }} as document_key,
    measured.order_number as document_id,
    measured.order_number as document_number,
    case
        when measured.is_blanket then 'blanket'
        when measured.order_type like '%Drop-Ship' then 'drop_ship'
        else 'regular'
    end as order_type,
    measured.line_number,
    company.company_key,
    ledger.ledger_key,
    {{ surrogate_key('acumatica', ['measured.tenant', 'measured.vendor_id']) }} as vendor_key,
    {{ surrogate_key('acumatica', ['measured.tenant', 'measured.item_id']) }} as item_key,
    {{ surrogate_key('acumatica', ['measured.tenant', 'measured.account_id']) }} as account_key,
    {{ acumatica_department_key('measured') }} as department_key,
    measured.memo,
    measured.currency_code,
    company.base_currency_code,
    measured.exchange_rate,
    measured.order_date as document_date,
    measured.receipt_date as expected_receipt_date,
    measured.order_status,
    measured.is_voided
    or measured.is_billed
    or measured.is_receipt_billed
    or measured.is_drawn
    or measured.order_status in ('rejected', 'closed') as is_complete,
    measured.is_completed as is_received,
    measured.is_voided,
    measured.unit_price,
    measured.ordered_quantity,
    measured.received_quantity,
    measured.billed_quantity,
    {{ amount('measured.ordered_amount') }} as ordered_amount,
    {{ amount('case when measured.is_billed then measured.ordered_amount else measured.billed_line_amount end') }} as billed_amount,
    measured.updated_at
from measured
inner join {{ ref('int_acumatica__branches') }} as branch
    on branch.tenant = measured.tenant
    and branch.branch_id = measured.ordering_branch_id
inner join {{ ref('int_acumatica__companies') }} as company
    on company.tenant = branch.tenant
    and company.company_id = branch.company_id
left join {{ ref('int_acumatica__company_ledgers') }} as ledger
    on ledger.tenant = company.tenant
    and ledger.company_id = company.company_id
