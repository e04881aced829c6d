-- Account combinations with their company, account and cost center by the labels of the segments.
{{ config(materialized='table') }}

select
    pod,
    chart_id,
    combination,
    -- A chart without a balancing segment has one company.
    coalesce(max(case when label = 'GL_BALANCING' then value_code end), 'none') as company_id,
    coalesce(max(case when label = 'GL_ACCOUNT' then value_code end), combination) as account_id,
    max(case when label = 'FA_COST_CTR' then value_code end) as cost_center_id,
    max(case when label = 'FA_COST_CTR' then segment_name end) as cost_center_segment,
    max(account_type) as account_type,
    max(financial_category) as financial_category,
    max(case when is_listed then 1 else 0 end) = 1 as is_listed,
    {{ surrogate_key('oracle_fusion', ['pod', 'chart_id', "coalesce(string_agg(case when label <> 'GL_ACCOUNT' then value_code end, '.' order by segment_number), '')"]) }} as segment_combination_key
from {{ ref('int_oracle_fusion__combination_values') }}
group by pod, chart_id, combination
