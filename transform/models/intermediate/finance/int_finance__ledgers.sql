-- Ledgers (accounting books) of every source; a company posts to exactly one primary ledger. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'ledger_key',
    'ledger_id',
    'ledger_name',
    'ledger_category',
    'currency_code',
    'currency_decimals',
    'is_adjustment_only',
    'is_consolidated',
    'is_inferred',
], [
    ref('int_netsuite__ledgers'),
    ref('int_quickbooks__ledgers'),
    ref('int_acumatica__ledgers'),
    ref('int_oracle_fusion__ledgers'),
]) }}
