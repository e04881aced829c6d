select
    source_system,
    source_account,
    segment_combination_key,
    string_agg(value_code, '-' order by segment_number) as combination_code,
    string_agg(value_name, ' / ' order by segment_number) as combination_name
from {{ ref('bridge_segment_combination') }}
group by source_system, source_account, segment_combination_key
