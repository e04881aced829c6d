-- Oracle Fusion's implementation of `int_finance__segment_combinations`: segments but the natural account.
select distinct
    'oracle_fusion' as source_system,
    combination.pod as source_account,
    combination.segment_combination_key,
    {{ surrogate_key('oracle_fusion', ['value_used.pod', 'value_used.chart_id', 'value_used.segment_name', 'value_used.value_code']) }} as segment_value_key
from {{ ref('int_oracle_fusion__combinations') }} as combination
inner join {{ ref('int_oracle_fusion__combination_values') }} as value_used
    on value_used.pod = combination.pod
    and value_used.chart_id = combination.chart_id
    and value_used.combination = combination.combination
where value_used.label <> 'GL_ACCOUNT'
