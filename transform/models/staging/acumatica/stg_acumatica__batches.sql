-- GL batches that count: released, in a ledger that balances. Batches of budget and statistical
-- ledgers have quantities or plans.
with raw as (
    {{ raw_table('acumatica', 'journal_transactions', {
        'tenant': 'text', 'module': 'text', 'batch_nbr': 'text', 'ledger_id': 'text', 'branch_id': 'text',
        'currency_id': 'text', 'transaction_date': 'date', 'post_period': 'text', 'description': 'text',
        'status': 'text', 'last_modified_date_time': 'timestamp',
        'set_read_at': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    raw.tenant,
    raw.module,
    raw.batch_nbr as batch_number,
    raw.ledger_id,
    raw.branch_id,
    raw.currency_id as currency_code,
    coalesce(ledger.currency_code, raw.currency_id) as ledger_currency_code,
    raw.transaction_date as batch_date,
    {{ acumatica_period('raw.post_period') }} as period_id,
    raw.description as memo,
    raw.last_modified_date_time as updated_at,
    raw.set_read_at
from raw
left join {{ ref('stg_acumatica__ledgers') }} as ledger
    on ledger.tenant = raw.tenant
    and ledger.ledger_id = raw.ledger_id
where {{ acumatica_is_not_deleted('raw') }}
    and raw.status in ({{ literals(var('acumatica_released_batch_statuses')) }})
    and coalesce(ledger.ledger_category, 'primary') in ('primary', 'secondary', 'reporting')
