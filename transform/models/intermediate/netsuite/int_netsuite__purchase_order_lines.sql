-- Lines of purchase orders with received and billed quantities and amounts.
with billed as (
    select
        previous_document_id as document_id,
        previous_line_id as line_id,
        sum(abs(amount)) as billed_amount
    from {{ ref('stg_netsuite__transaction_links') }}
    where link_type in ({{ literals(var('netsuite_billing_link_types')) }})
    group by previous_document_id, previous_line_id
),

ordered as (
    select
        document.document_number,
        document.document_date,
        document.period_id,
        document.entity_id,
        document.currency_id,
        document.exchange_rate,
        document.is_voided,
        line.document_id,
        line.line_id,
        line.item_id,
        line.expense_account_id,
        line.department_id,
        line.company_id,
        line.memo,
        line.unit_price,
        line.is_closed,
        line.expected_receipt_date,
        line.updated_at,
        abs(line.quantity) as ordered_quantity,
        coalesce(abs(line.received_quantity), 0) as received_quantity,
        coalesce(abs(line.billed_quantity), 0) as billed_quantity,
        amounts.amount as ordered_amount,
        amounts.account_id,
        billed.billed_amount as linked_billed_amount,
        -- NetSuite's status letters of purchase orders.
        case document.status_code
            when 'A' then 'pending_approval'
            when 'B' then 'pending_receipt'
            when 'C' then 'rejected'
            when 'D' then 'partially_received'
            when 'E' then 'pending_billing'
            when 'F' then 'pending_billing'
            when 'G' then 'billed'
            when 'H' then 'closed'
            else 'unknown'
        end as order_status
    from {{ ref('stg_netsuite__transaction_lines') }} as line
    inner join {{ ref('stg_netsuite__transactions') }} as document on document.document_id = line.document_id
    inner join {{ ref('int_netsuite__line_amounts') }} as amounts
        on amounts.document_id = line.document_id
        and amounts.line_id = line.line_id
    left join billed
        on billed.document_id = line.document_id
        and billed.line_id = line.line_id
    where document.document_type = 'purchase_order'
        and not line.is_main_line
        and not line.is_tax_line
),

measured as (
    select
        ordered.*,
        is_closed or is_voided or order_status in ('rejected', 'billed', 'closed') as is_complete,
        -- Lines without a quantity are tracked by amount.
        case
            when coalesce(ordered_quantity, 0) = 0 then coalesce(linked_billed_amount, 0)
            when billed_quantity >= ordered_quantity then ordered_amount
            else coalesce(billed_quantity * unit_price, linked_billed_amount, 0)
        end as billed_amount
    from ordered
)

select
    'netsuite' as source_system,
    {{ joined_key(['measured.document_id', 'measured.line_id']) }} as order_line_key,
    measured.document_id as document_key,
    {{ source_id('measured.document_id') }} as document_id,
    measured.document_number,
    cast(null as text) as order_type,
    measured.line_id as line_number,
    measured.company_id as company_key,
    ledger.ledger_key,
    measured.entity_id as vendor_key,
    measured.item_id as item_key,
    coalesce(measured.account_id, measured.expense_account_id) as account_key,
    measured.department_id as department_key,
    measured.memo,
    currency.currency_code,
    company.base_currency_code,
    measured.exchange_rate,
    measured.document_date,
    measured.expected_receipt_date,
    measured.order_status,
    measured.is_complete,
    false as is_received,
    measured.is_voided,
    measured.unit_price,
    measured.ordered_quantity,
    measured.received_quantity,
    measured.billed_quantity,
    {{ amount('measured.ordered_amount') }} as ordered_amount,
    {{ amount_in('measured.billed_amount', currency_decimals('currency.currency_code', 'currency.decimal_places')) }} as billed_amount,
    measured.updated_at
from measured
inner join {{ ref('int_netsuite__ledgers') }} as ledger
    on ledger.ledger_category = 'primary'
    and ledger.source_account = {{ source_account('measured.document_id') }}
left join {{ ref('int_netsuite__companies') }} as company on company.company_key = measured.company_id
left join {{ ref('int_netsuite__currencies') }} as currency on currency.currency_id = measured.currency_id
