-- Business units with the ledger that they post to. One that no list contains has the first ledger.
{{ config(materialized='table') }}

with listed as (
    select * from {{ ref('stg_oracle_fusion__business_units') }}
),

used as (
    select pod, business_unit from {{ ref('stg_oracle_fusion__invoices') }}
    union
    select pod, business_unit from {{ ref('stg_oracle_fusion__payments') }}
    union
    select pod, business_unit from {{ ref('stg_oracle_fusion__transactions') }}
    union
    select pod, business_unit from {{ ref('stg_oracle_fusion__receipts') }}
    union
    select pod, business_unit from {{ ref('stg_oracle_fusion__purchase_orders') }}
    union
    select pod, business_unit_name as business_unit from listed
),

placed as (
    select
        used.pod,
        used.business_unit,
        ledger.ledger_id,
        ledger.ledger_key,
        ledger.chart_id,
        ledger.calendar_key,
        ledger.currency_code,
        row_number() over (
            partition by used.pod, used.business_unit
            order by
                case when ledger.ledger_id = listed.ledger_id then 0 else 1 end,
                case when ledger.ledger_category = 'primary' then 0 else 1 end,
                ledger.ledger_id
        ) as preference
    from used
    left join listed
        on listed.pod = used.pod
        and listed.business_unit_name = used.business_unit
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger on ledger.pod = used.pod
    where used.business_unit is not null
)

select
    pod,
    business_unit,
    ledger_id,
    ledger_key,
    chart_id,
    calendar_key,
    currency_code
from placed
where preference = 1
