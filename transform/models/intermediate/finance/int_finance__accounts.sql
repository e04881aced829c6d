-- Charts of accounts of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'account_key',
    'chart_key',
    'company_key',
    'account_id',
    'account_number',
    'account_name',
    'description',
    'account_type',
    'source_account_type',
    'account_class',
    'is_retained_earnings',
    'parent_account_key',
    'is_intercompany',
    'is_summary',
    'is_active',
    'is_inferred',
], [
    ref('int_netsuite__accounts'),
    ref('int_quickbooks__accounts'),
]) }}
