-- Segment values of each account combination: of those that are listed, and of others that journals
-- and documents name, by the order of their chart's segments.
{{ config(materialized='table') }}

with listed_values as (
    select
        listed.pod,
        listed.chart_id,
        listed.combination_id,
        listed.account_type,
        listed.financial_category,
        segment.segment_name,
        segment.segment_number,
        segment.label,
        listed.value_code
    from {{ ref('stg_oracle_fusion__account_combinations') }} as listed
    inner join {{ ref('int_oracle_fusion__segments') }} as segment
        on segment.pod = listed.pod
        and segment.chart_id = listed.chart_id
        and segment.segment_name = listed.segment_name
),

listed as (
    select
        pod,
        chart_id,
        combination_id,
        {{ oracle_fusion_combination("string_agg(value_code, '-' order by segment_number)") }} as combination
    from listed_values
    group by pod, chart_id, combination_id
),

used as (
    select
        line.pod,
        ledger.chart_id,
        line.combination
    from {{ ref('stg_oracle_fusion__journal_lines') }} as line
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = line.pod
        and ledger.ledger_name = line.ledger_name
    union
    select
        balance.pod,
        ledger.chart_id,
        balance.combination
    from {{ ref('stg_oracle_fusion__balances') }} as balance
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = balance.pod
        and ledger.ledger_id = balance.ledger_id
    union
    {%- for document, combination in [
        ("stg_oracle_fusion__invoices", "liability_combination"),
        ("stg_oracle_fusion__purchase_order_distributions", "combination"),
    ] %}
    select
        document.pod,
        unit.chart_id,
        document.{{ combination }} as combination
    from {{ ref(document) }} as document
    inner join {{ ref('int_oracle_fusion__business_units') }} as unit
        on unit.pod = document.pod
        and unit.business_unit = document.business_unit
    union
    {%- endfor %}
    select
        distribution.pod,
        unit.chart_id,
        distribution.combination
    from {{ ref('stg_oracle_fusion__transaction_distributions') }} as distribution
    inner join {{ ref('stg_oracle_fusion__transactions') }} as document
        on document.document_type = distribution.document_type
        and document.pod = distribution.pod
        and document.transaction_id = distribution.transaction_id
    inner join {{ ref('int_oracle_fusion__business_units') }} as unit
        on unit.pod = document.pod
        and unit.business_unit = document.business_unit
),

unlisted as (
    select used.*
    from used
    where used.combination is not null
        and not exists (
            select 1
            from listed
            where listed.pod = used.pod
                and listed.chart_id = used.chart_id
                and listed.combination = used.combination
        )
)

select
    listed.pod,
    listed.chart_id,
    listed.combination,
    listed_values.segment_name,
    listed_values.segment_number,
    listed_values.label,
    listed_values.value_code,
    listed_values.account_type,
    listed_values.financial_category,
    true as is_listed
from listed
inner join listed_values
    on listed_values.pod = listed.pod
    and listed_values.chart_id = listed.chart_id
    and listed_values.combination_id = listed.combination_id
union all
select
    unlisted.pod,
    unlisted.chart_id,
    unlisted.combination,
    segment.segment_name,
    segment.segment_number,
    segment.label,
    split_part(unlisted.combination, '-', cast(segment.segment_number as integer)) as value_code,
    cast(null as text) as account_type,
    cast(null as text) as financial_category,
    false as is_listed
from unlisted
inner join {{ ref('int_oracle_fusion__segments') }} as segment
    on segment.pod = unlisted.pod
    and segment.chart_id = unlisted.chart_id
-- Without segments, a combination is an account.
union all
select
    unlisted.pod,
    unlisted.chart_id,
    unlisted.combination,
    'account' as segment_name,
    1 as segment_number,
    'GL_ACCOUNT' as label,
    unlisted.combination as value_code,
    cast(null as text) as account_type,
    cast(null as text) as financial_category,
    false as is_listed
from unlisted
where not exists (
    select 1
    from {{ ref('int_oracle_fusion__segments') }} as segment
    where segment.pod = unlisted.pod
        and segment.chart_id = unlisted.chart_id
)
