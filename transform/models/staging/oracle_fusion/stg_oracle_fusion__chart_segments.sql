-- Labels of segments by chart, which only the extracts of BICC have.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_chart_segments', {
        'pod': 'text', 'structure_instance_number': 'text', 'segment_name': 'text', 'segment_label_code': 'text',
        'sequence_number': 'integer', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    structure_instance_number as chart_id,
    segment_name,
    segment_label_code as label,
    sequence_number as segment_number
from raw
where not coalesce(is_deleted, false)
