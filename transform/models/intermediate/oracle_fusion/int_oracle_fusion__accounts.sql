-- Oracle Fusion's implementation of `int_finance__accounts`: the values of each chart's natural account.
{{ config(materialized='table') }}

with categories as (
    select *
    from (
        values
        {%- for category, type in var('oracle_fusion_financial_categories').items() %}
        ({{ literal(category) }}, {{ literal(type) }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as types (financial_category, category_type)
),

listed as (
    select
        segment.pod,
        segment.chart_id,
        listed.value_code as account_id,
        listed.value_name,
        listed.parent_value_code,
        listed.is_active,
        listed.is_summary
    from {{ ref('int_oracle_fusion__segments') }} as segment
    inner join {{ ref('stg_oracle_fusion__segment_values') }} as listed
        on listed.pod = segment.pod
        and listed.value_set_code = segment.value_set_code
    where segment.label = 'GL_ACCOUNT'
),

used as (
    select
        pod,
        chart_id,
        account_id,
        max(account_type) as source_account_type,
        max(financial_category) as financial_category,
        max(case when is_listed then 1 else 0 end) = 1 as is_listed
    from {{ ref('int_oracle_fusion__combinations') }}
    group by pod, chart_id, account_id
),

accounts as (
    select
        coalesce(listed.pod, used.pod) as pod,
        coalesce(listed.chart_id, used.chart_id) as chart_id,
        coalesce(listed.account_id, used.account_id) as account_id,
        listed.value_name,
        listed.parent_value_code,
        coalesce(listed.is_active, true) as is_active,
        coalesce(listed.is_summary, false) as is_summary,
        used.source_account_type,
        used.financial_category,
        listed.account_id is null and not used.is_listed as is_inferred
    from listed
    full outer join used
        on used.pod = listed.pod
        and used.chart_id = listed.chart_id
        and used.account_id = listed.account_id
),

-- Only combinations have types; retained earnings may have none before the first year end.
natured as (
    select
        accounts.*,
        {% if var('oracle_fusion_retained_earnings_account') -%}
        accounts.account_id = {{ literal(var("oracle_fusion_retained_earnings_account")) }}
        {%- else -%}
        coalesce(accounts.source_account_type, 'O') = 'O' and coalesce(lower(accounts.value_name) = 'retained earnings', false)
        {%- endif %} as is_retained_earnings
    from accounts
),

typed as (
    select
        natured.*,
        coalesce(
            categories.category_type,
            case coalesce(natured.source_account_type, case when natured.is_retained_earnings then 'O' end)
                when 'A' then 'other_asset'
                when 'L' then 'other_liability'
                when 'O' then 'equity'
                when 'R' then 'income'
                when 'E' then 'expense'
                else 'unknown'
            end
        ) as account_type
    from natured
    left join categories on categories.financial_category = natured.financial_category
)

select
    'oracle_fusion' as source_system,
    typed.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['typed.pod', 'typed.chart_id', 'typed.account_id']) }} as account_key,
    {{ surrogate_key('oracle_fusion', ['typed.pod', 'typed.chart_id']) }} as chart_key,
    cast(null as text) as company_key,
    typed.pod,
    typed.chart_id,
    typed.account_id,
    typed.account_id as account_number,
    coalesce(typed.value_name, 'Account ' || typed.account_id) as account_name,
    typed.value_name as description,
    typed.account_type,
    coalesce(typed.financial_category, typed.source_account_type) as source_account_type,
    case
        when typed.account_type = 'statistical' then 'none'
        when typed.is_retained_earnings then 'equity'
        when typed.source_account_type = 'A' then 'asset'
        when typed.source_account_type = 'L' then 'liability'
        when typed.source_account_type = 'O' then 'equity'
        when typed.source_account_type = 'R' then 'revenue'
        when typed.source_account_type = 'E' then 'expense'
        else 'unknown'
    end as account_class,
    typed.is_retained_earnings,
    {{ surrogate_key('oracle_fusion', ['parent.pod', 'parent.chart_id', 'parent.account_id']) }} as parent_account_key,
    false as is_intercompany,
    typed.is_summary,
    typed.is_active,
    typed.is_inferred
from typed
left join listed as parent
    on parent.pod = typed.pod
    and parent.chart_id = typed.chart_id
    and parent.account_id = typed.parent_value_code
