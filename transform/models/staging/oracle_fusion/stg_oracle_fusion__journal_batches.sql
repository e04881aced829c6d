-- Batches that are posted.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_journal_batches', {
        'pod': 'text', 'je_batch_id': 'text', 'batch_name': 'text', 'status': 'text',
        'user_je_source_name': 'text', 'last_update_date': 'timestamp', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    je_batch_id as batch_id,
    batch_name,
    user_je_source_name as source_name,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
    and status = 'P'
