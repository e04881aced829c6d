-- Oracle Fusion's implementation of `int_finance__purchase_order_lines`.
with schedules as (
    select
        pod,
        line_id,
        min(expected_receipt_date) as expected_receipt_date,
        sum(received_quantity) as received_quantity,
        sum(invoiced_quantity) as invoiced_quantity
    from {{ ref('stg_oracle_fusion__purchase_order_schedules') }}
    group by pod, line_id
),

-- A line may be charged to several accounts; the first one is shown.
charged as (
    select pod, line_id, min(combination) as combination
    from {{ ref('stg_oracle_fusion__purchase_order_distributions') }}
    group by pod, line_id
),

ordered as (
    select
        line.*,
        purchase_order.order_number,
        purchase_order.supplier_id,
        purchase_order.order_date,
        purchase_order.currency_code,
        purchase_order.updated_at,
        purchase_order.source_status as order_source_status,
        unit.ledger_key,
        unit.chart_id,
        unit.currency_code as ledger_currency_code,
        charged.combination,
        schedules.expected_receipt_date,
        coalesce(schedules.received_quantity, 0) as received_quantity,
        coalesce(schedules.invoiced_quantity, 0) as billed_quantity,
        sum(coalesce(schedules.received_quantity, 0)) over (partition by line.pod, line.order_id) as received_in_order,
        coalesce(line.source_status like 'CANCEL%' or purchase_order.source_status like 'CANCEL%', false) as is_canceled
    from {{ ref('stg_oracle_fusion__purchase_order_lines') }} as line
    inner join {{ ref('stg_oracle_fusion__purchase_orders') }} as purchase_order
        on purchase_order.pod = line.pod
        and purchase_order.order_id = line.order_id
    inner join {{ ref('int_oracle_fusion__business_units') }} as unit
        on unit.pod = purchase_order.pod
        and unit.business_unit = purchase_order.business_unit
    left join schedules
        on schedules.pod = line.pod
        and schedules.line_id = line.line_id
    left join charged
        on charged.pod = line.pod
        and charged.line_id = line.line_id
),

-- Orders have no conversion rate: the last one of an invoice in their currency counts.
rates as (
    select
        pod,
        ledger_key,
        currency_code,
        exchange_rate,
        row_number() over (partition by pod, ledger_key, currency_code order by accounting_date desc, document_key) as preference
    from {{ ref('int_oracle_fusion__document_headers') }}
    where exchange_rate is not null
),

measured as (
    select
        ordered.*,
        case
            when ordered.currency_code = ordered.ledger_currency_code then 1
            else rates.exchange_rate
        end as exchange_rate,
        case
            when ordered.is_canceled or ordered.order_source_status in ('CLOSED', 'FINALLY CLOSED') then 'closed'
            when ordered.order_source_status in ('INCOMPLETE', 'PENDING APPROVAL', 'REQUIRES REAPPROVAL', 'ON HOLD') then 'pending_approval'
            when ordered.order_source_status = 'REJECTED' then 'rejected'
            when ordered.order_source_status = 'CLOSED FOR RECEIVING' then 'pending_billing'
            when ordered.order_source_status in ('OPEN', 'CLOSED FOR INVOICING') and ordered.received_in_order > 0 then 'partially_received'
            when ordered.order_source_status in ('OPEN', 'CLOSED FOR INVOICING') then 'pending_receipt'
            else 'unknown'
        end as order_status,
        coalesce(ordered.quantity > 0 and ordered.billed_quantity >= ordered.quantity, false) as is_billed
    from ordered
    left join rates
        on rates.pod = ordered.pod
        and rates.ledger_key = ordered.ledger_key
        and rates.currency_code = ordered.currency_code
        and rates.preference = 1
)

select
    'oracle_fusion' as source_system,
    {{ surrogate_key('oracle_fusion', ['measured.pod', 'measured.line_id']) }} as order_line_key,
    {{ surrogate_key('oracle_fusion', ['measured.pod', "'order'", 'measured.order_id']) }} as document_key,
    measured.order_id as document_id,
    measured.order_number as document_number,
    cast(null as text) as order_type,
    measured.line_number,
    company.company_key,
    measured.ledger_key,
    vendor.vendor_key,
    {{ surrogate_key('oracle_fusion', ['measured.pod', 'measured.item_number']) }} as item_key,
    {{ surrogate_key('oracle_fusion', ['measured.pod', 'combination.chart_id', 'combination.account_id']) }} as account_key,
    {{ surrogate_key('oracle_fusion', ['measured.pod', 'combination.chart_id', 'combination.cost_center_segment', 'combination.cost_center_id']) }} as department_key,
    measured.memo,
    measured.currency_code,
    company.base_currency_code,
    cast(measured.exchange_rate as {{ sql_type('number') }}) as exchange_rate,
    measured.order_date as document_date,
    measured.expected_receipt_date,
    measured.order_status,
    measured.is_canceled or measured.is_billed or measured.order_status in ('rejected', 'closed') as is_complete,
    false as is_received,
    measured.is_canceled as is_voided,
    measured.unit_price,
    measured.quantity as ordered_quantity,
    measured.received_quantity,
    measured.billed_quantity,
    {{ amount('measured.amount') }} as ordered_amount,
    {{ amount_in(
        'case when measured.is_billed then measured.amount else measured.billed_quantity * measured.unit_price end',
        currency_decimals('measured.currency_code')
    ) }} as billed_amount,
    measured.updated_at
from measured
left join {{ ref('int_oracle_fusion__combinations') }} as combination
    on combination.pod = measured.pod
    and combination.chart_id = measured.chart_id
    and combination.combination = measured.combination
left join {{ ref('int_oracle_fusion__companies') }} as company
    on company.company_key = {{ surrogate_key('oracle_fusion', ['measured.pod', 'combination.chart_id', 'combination.company_id']) }}
left join {{ ref('int_oracle_fusion__vendors') }} as vendor
    on vendor.pod = measured.pod
    and vendor.vendor_id = measured.supplier_id
