-- Ledgers (accounting books) of every source; exactly one per source is the primary book. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'ledger_key',
    'ledger_id',
    'ledger_name',
    'is_primary_book',
    'is_adjustment_only',
    'is_consolidated',
    'is_inferred',
], [
    ref('int_netsuite__ledgers'),
    ref('int_quickbooks__ledgers'),
]) }}
