-- Lines of the journals that are posted.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_journal_lines', {
        'pod': 'text', 'je_batch_id': 'text', 'journal_header_key': 'text', 'account_combination': 'text',
        'description': 'text', 'je_line_number': 'integer', 'entered_dr': 'amount', 'entered_cr': 'amount',
        'accounted_dr': 'amount', 'accounted_cr': 'amount', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.je_batch_id as batch_id,
    raw.journal_header_key as journal_id,
    raw.je_line_number as line_number,
    parent.journal_name,
    parent.ledger_name,
    parent.ledger_currency_code,
    parent.currency_code,
    parent.period_name,
    parent.category_name,
    parent.source_name,
    parent.effective_date,
    parent.exchange_rate,
    coalesce(raw.description, parent.memo) as memo,
    {{ oracle_fusion_combination('raw.account_combination') }} as combination,
    coalesce(raw.entered_dr, 0) - coalesce(raw.entered_cr, 0) as amount,
    coalesce(raw.accounted_dr, 0) as debit_amount,
    coalesce(raw.accounted_cr, 0) as credit_amount,
    parent.updated_at
from raw
inner join {{ ref('stg_oracle_fusion__journals') }} as parent
    on parent.pod = raw.pod
    and parent.batch_id = raw.je_batch_id
    and parent.journal_id = raw.journal_header_key
where {{ oracle_fusion_is_live('raw', 'parent') }}
