-- Value sets.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_value_sets', {
        'pod': 'text', 'value_set_id': 'text', 'value_set_code': 'text', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    value_set_id,
    value_set_code,
    set_read_at
from raw
where not coalesce(is_deleted, false)
