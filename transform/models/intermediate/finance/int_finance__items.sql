-- Items of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'item_key',
    'item_id',
    'item_number',
    'item_name',
    'description',
    'item_type',
    'parent_item_key',
    'income_account_key',
    'expense_account_key',
    'asset_account_key',
    'purchase_cost',
    'is_active',
    'is_inferred',
], [
    ref('int_netsuite__items'),
    ref('int_quickbooks__items'),
    ref('int_acumatica__items'),
    ref('int_oracle_fusion__items'),
]) }}
