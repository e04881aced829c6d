-- The named dimensions of ledger lines: one row per segment of a combination.
select
    combination.source_system,
    combination.source_account,
    combination.segment_combination_key || '|' || segment_value.segment_key as bridge_key,
    combination.segment_combination_key,
    segment_value.segment_key,
    segment_value.segment_name,
    segment_value.segment_role,
    segment_value.segment_number,
    combination.segment_value_key,
    segment_value.value_code,
    segment_value.value_name
from {{ ref('int_finance__segment_combinations') }} as combination
inner join {{ ref('dim_segment_value') }} as segment_value
    on segment_value.segment_value_key = combination.segment_value_key
