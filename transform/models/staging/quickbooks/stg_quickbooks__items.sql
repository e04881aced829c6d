with raw as (
    {{ raw_table('quickbooks', 'items', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'sku': 'text', 'description': 'text',
        'type': 'text', 'parent_id': 'text', 'income_account_id': 'text',
        'expense_account_id': 'text', 'asset_account_id': 'text', 'purchase_cost': 'number',
        'qty_on_hand': 'number', 'active': 'boolean', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as item_id,
    sku as item_number,
    name as item_name,
    description,
    "type" as source_item_type,
    parent_id as parent_item_id,
    income_account_id,
    expense_account_id,
    asset_account_id,
    purchase_cost,
    qty_on_hand as quantity_on_hand,
    coalesce(active, true) as is_active
from raw
where not coalesce(is_deleted, false)
