-- Oracle Fusion's implementation of `int_finance__companies`: the values of the balancing segment that
-- account combinations have. A company's ledger is the primary one that it posts to.
{{ config(materialized='table') }}

with used as (
    select
        pod,
        chart_id,
        company_id,
        min(case when is_listed then 0 else 1 end) = 1 as is_inferred
    from {{ ref('int_oracle_fusion__combinations') }}
    group by pod, chart_id, company_id
),

postings as (
    select
        line.pod,
        ledger.chart_id,
        combination.company_id,
        ledger.ledger_id,
        count(*) as lines
    from {{ ref('stg_oracle_fusion__journal_lines') }} as line
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = line.pod
        and ledger.ledger_name = line.ledger_name
    inner join {{ ref('int_oracle_fusion__combinations') }} as combination
        on combination.pod = line.pod
        and combination.chart_id = ledger.chart_id
        and combination.combination = line.combination
    group by line.pod, ledger.chart_id, combination.company_id, ledger.ledger_id
),

placed as (
    select
        used.pod,
        used.chart_id,
        used.company_id,
        used.is_inferred,
        ledger.ledger_key,
        ledger.currency_code,
        ledger.currency_decimals,
        ledger.calendar_key,
        row_number() over (
            partition by used.pod, used.chart_id, used.company_id
            order by
                case when ledger.ledger_category = 'primary' then 0 else 1 end,
                coalesce(postings.lines, 0) desc,
                ledger.ledger_id
        ) as preference
    from used
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = used.pod
        and ledger.chart_id = used.chart_id
    left join postings
        on postings.pod = used.pod
        and postings.chart_id = used.chart_id
        and postings.company_id = used.company_id
        and postings.ledger_id = ledger.ledger_id
),

named as (
    select
        segment.pod,
        segment.chart_id,
        listed.value_code,
        listed.value_name,
        listed.parent_value_code,
        listed.is_active
    from {{ ref('int_oracle_fusion__segments') }} as segment
    inner join {{ ref('stg_oracle_fusion__segment_values') }} as listed
        on listed.pod = segment.pod
        and listed.value_set_code = segment.value_set_code
    where segment.label = 'GL_BALANCING'
)

select
    'oracle_fusion' as source_system,
    placed.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['placed.pod', 'placed.chart_id', 'placed.company_id']) }} as company_key,
    placed.pod,
    placed.chart_id,
    placed.company_id,
    placed.company_id as company_code,
    coalesce(named.value_name, 'Company ' || placed.company_id) as company_name,
    cast(null as text) as legal_name,
    {{ surrogate_key('oracle_fusion', ['parent.pod', 'parent.chart_id', 'parent.company_id']) }} as parent_company_key,
    coalesce(placed.currency_code, {{ literal(var("base_currency_code")) }}) as base_currency_code,
    placed.currency_decimals as base_currency_decimals,
    placed.calendar_key,
    cast(null as text) as country_code,
    false as is_elimination,
    coalesce(named.is_active, true) as is_active,
    placed.is_inferred,
    placed.ledger_key
from placed
left join named
    on named.pod = placed.pod
    and named.chart_id = placed.chart_id
    and named.value_code = placed.company_id
left join used as parent
    on parent.pod = placed.pod
    and parent.chart_id = placed.chart_id
    and parent.company_id = named.parent_value_code
where placed.preference = 1
