with lines as (
    select
        *,
        case
            when is_complete or is_received then 0
            when ordered_quantity is null or received_quantity is null then null
            else greatest(ordered_quantity - received_quantity, 0)
        end as open_quantity,
        case
            when is_complete then 0
            -- What was not delivered is not billed either.
            when is_received and ordered_quantity <> 0
                then {{ amount_in('ordered_amount * received_quantity / ordered_quantity', currency_decimals('currency_code')) }} - billed_amount
            else ordered_amount - billed_amount
        end as open_amount
    from {{ ref('int_finance__purchase_order_lines') }}
)

select
    line.source_system,
    line.order_line_key,
    line.document_key as order_key,
    line.document_id as order_id,
    line.document_number as order_number,
    line.order_type,
    line.line_number,
    line.company_key,
    line.ledger_key,
    line.vendor_key,
    vendor.vendor_id,
    vendor.vendor_number,
    line.item_key,
    line.account_key,
    account.account_number,
    line.department_key,
    department.department_code,
    line.document_date as order_date,
    line.expected_receipt_date,
    line.order_status,
    line.is_complete,
    line.is_voided,
    line.memo,
    line.unit_price,
    line.ordered_quantity,
    line.received_quantity,
    line.billed_quantity,
    cast(line.open_quantity as {{ sql_type('number') }}) as open_quantity,
    line.currency_code,
    line.exchange_rate,
    line.ordered_amount,
    line.billed_amount,
    {{ amount('line.open_amount') }} as open_amount,
    line.base_currency_code,
    {{ amount_in('line.ordered_amount * line.exchange_rate', 'company.base_currency_decimals') }} as base_ordered_amount,
    {{ amount_in('line.open_amount * line.exchange_rate', 'company.base_currency_decimals') }} as base_open_amount,
    line.updated_at
from lines as line
left join {{ ref('dim_company') }} as company on company.company_key = line.company_key
left join {{ ref('dim_vendor') }} as vendor on vendor.vendor_key = line.vendor_key
left join {{ ref('dim_account') }} as account on account.account_key = line.account_key
left join {{ ref('dim_department') }} as department on department.department_key = line.department_key
