-- Oracle Fusion's implementation of `int_finance__ledgers`, with the chart and calendar of each.
{{ config(materialized='table') }}

with listed as (
    select * from {{ ref('stg_oracle_fusion__ledgers') }}
),

ledgers as (
    select
        pod,
        ledger_id,
        ledger_name,
        ledger_category,
        currency_code,
        chart_id,
        calendar_id,
        false as is_inferred
    from listed
    union all
    select
        journal.pod,
        journal.ledger_name as ledger_id,
        journal.ledger_name,
        'primary' as ledger_category,
        min(journal.ledger_currency_code) as currency_code,
        'unknown' as chart_id,
        'unknown' as calendar_id,
        true as is_inferred
    from {{ ref('stg_oracle_fusion__journals') }} as journal
    where not exists (
        select 1
        from listed
        where listed.pod = journal.pod
            and listed.ledger_name = journal.ledger_name
    )
    group by journal.pod, journal.ledger_name
)

select
    'oracle_fusion' as source_system,
    ledgers.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['ledgers.pod', 'ledgers.ledger_id']) }} as ledger_key,
    ledgers.pod,
    ledgers.ledger_id,
    ledgers.ledger_name,
    ledgers.ledger_category,
    ledgers.currency_code,
    {{ currency_decimals('ledgers.currency_code', 'currency.decimal_places') }} as currency_decimals,
    false as is_adjustment_only,
    false as is_consolidated,
    ledgers.is_inferred,
    ledgers.chart_id,
    {{ surrogate_key('oracle_fusion', ['ledgers.pod', 'ledgers.calendar_id']) }} as calendar_key,
    ledgers.calendar_id
from ledgers
left join {{ ref('stg_oracle_fusion__currencies') }} as currency
    on currency.pod = ledgers.pod
    and currency.currency_code = ledgers.currency_code
