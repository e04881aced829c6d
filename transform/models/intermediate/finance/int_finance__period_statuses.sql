-- Statuses of the posting periods of every source by subledger. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'period_key',
    'ledger_key',
    'subledger',
    'period_status',
], [
    ref('int_netsuite__period_statuses'),
    ref('int_quickbooks__period_statuses'),
    ref('int_acumatica__period_statuses'),
    ref('int_oracle_fusion__period_statuses'),
]) }}
