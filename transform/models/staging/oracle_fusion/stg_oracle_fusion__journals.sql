-- Journals of the batches that are posted.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_journal_headers', {
        'pod': 'text', 'je_batch_id': 'text', 'journal_header_key': 'text', 'journal_name': 'text',
        'journal_description': 'text', 'ledger_name': 'text', 'ledger_currency_code': 'text',
        'currency_code': 'text', 'period_name': 'text', 'user_je_category_name': 'text',
        'default_effective_date': 'date', 'currency_conversion_rate': 'number', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.je_batch_id as batch_id,
    raw.journal_header_key as journal_id,
    raw.journal_name,
    raw.journal_description as memo,
    raw.ledger_name,
    raw.ledger_currency_code,
    raw.currency_code,
    raw.period_name,
    raw.user_je_category_name as category_name,
    parent.source_name,
    raw.default_effective_date as effective_date,
    coalesce(raw.currency_conversion_rate, 1) as exchange_rate,
    parent.updated_at,
    parent.set_read_at
from raw
inner join {{ ref('stg_oracle_fusion__journal_batches') }} as parent
    on parent.pod = raw.pod
    and parent.batch_id = raw.je_batch_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
