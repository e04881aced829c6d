-- Compared with the raw tables: no GL line whose accounting line was removed from its transaction,
-- and none of a deleted transaction.
with transactions as (
    {{ raw_table('netsuite', 'transactions', {'id': 'id', 'set_read_at': 'timestamp'}) }}
),

accounting_lines as (
    {{ raw_table('netsuite', 'transaction_accounting_lines', {
        'transaction': 'id', 'transactionline': 'integer', 'accountingbook': 'id',
        'set_read_at': 'timestamp',
    }) }}
),

deletions as (
    {{ raw_table('netsuite', 'transaction_history', {'transaction': 'id', 'action': 'text'}) }}
),

dead as (
    select line."transaction" as document_id, line.transactionline as line_id, coalesce(line.accountingbook, line.source_account || '-1') as ledger_id
    from accounting_lines as line
    inner join transactions on transactions.id = line."transaction"
    where line.set_read_at < transactions.set_read_at
    union all
    select line."transaction" as document_id, line.transactionline as line_id, coalesce(line.accountingbook, line.source_account || '-1') as ledger_id
    from accounting_lines as line
    inner join deletions on deletions."transaction" = line."transaction"
    where upper(deletions."action") = 'DELETE'
)

select ledger.gl_line_key
from {{ ref('fct_gl_line') }} as ledger
inner join dead on {{ joined_key(['dead.document_id', 'dead.line_id', source_id('dead.ledger_id')]) }} = ledger.gl_line_key
