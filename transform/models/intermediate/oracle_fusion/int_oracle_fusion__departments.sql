-- Oracle Fusion's implementation of `int_finance__departments`: the values of each chart's cost center.
select
    source_system,
    source_account,
    segment_value_key as department_key,
    value_code as department_id,
    value_code as department_code,
    value_name as department_name,
    parent_segment_value_key as parent_department_key,
    is_active,
    is_inferred
from {{ ref('int_oracle_fusion__segment_values') }}
where segment_role = 'cost_center'
