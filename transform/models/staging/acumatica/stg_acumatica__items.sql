-- Stock and non-stock items; ids are unique over both.
with raw as (
    select * from (
        {{ raw_table('acumatica', 'stock_items', {
            'tenant': 'text', 'inventory_id': 'text', 'description': 'text', 'item_class': 'text',
            'item_type': 'text', 'item_status': 'text', 'is_a_kit': 'boolean', 'sales_account': 'text',
            'cogs_account': 'text', 'inventory_account': 'text', 'last_cost': 'amount',
            'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as stock
    union all
    select * from (
        {{ raw_table('acumatica', 'non_stock_items', {
            'tenant': 'text', 'inventory_id': 'text', 'description': 'text', 'item_class': 'text',
            'item_type': 'text', 'item_status': 'text', 'is_a_kit': 'boolean', 'sales_account': 'text',
            'expense_account': 'text', 'inventory_account': 'text', 'current_cost': 'amount',
            'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as non_stock
)

select
    tenant,
    inventory_id as item_id,
    description as item_name,
    item_type as source_item_type,
    coalesce(is_a_kit, false) as is_kit,
    sales_account as income_account_id,
    cogs_account as expense_account_id,
    inventory_account as asset_account_id,
    last_cost as purchase_cost,
    coalesce(item_status, '') not in ('Inactive', 'Marked for Deletion', 'To Delete') as is_active
from raw
where {{ acumatica_is_not_deleted('raw') }}
