with raw as (
    {{ raw_table('netsuite', 'transaction_accounting_lines', {
        'transaction': 'id', 'transactionline': 'integer', 'accountingbook': 'id', 'account': 'id',
        'debit': 'amount', 'credit': 'amount', 'amountunpaid': 'amount',
        'paymentamountunused': 'amount', 'exchangerate': 'number', 'posting': 'boolean',
        'lastmodifieddate': 'timestamp', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw."transaction" as document_id,
    raw.transactionline as line_id,
    -- An account without Multi-Book has one book and may have no column for it.
    coalesce(raw.accountingbook, raw.source_account || '-1') as ledger_id,
    raw.account as account_id,
    raw.debit as debit_amount,
    raw.credit as credit_amount,
    raw.amountunpaid as unpaid_amount,
    raw.paymentamountunused as unapplied_amount,
    coalesce(raw.exchangerate, document.exchange_rate) as exchange_rate,
    coalesce(raw.posting, document.is_posted) as is_posted,
    raw.lastmodifieddate as updated_at
from raw
inner join {{ ref('stg_netsuite__transactions') }} as document on document.document_id = raw."transaction"
where {{ is_of_last_reading('raw.set_read_at', 'document.set_read_at') }}
