-- QuickBooks' implementation of `int_finance__items`.
with listed as (
    select * from {{ ref('stg_quickbooks__items') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('item', 'listed', 'item_id') }}
),

members as (
    select company_id, item_id, false as is_inferred from listed
    union all
    select company_id, member_id as item_id, true as is_inferred from unlisted
)

select
    'quickbooks' as source_system,
    members.company_id as source_account,
    {{ surrogate_key('quickbooks', ['members.company_id', 'members.item_id']) }} as item_key,
    members.item_id,
    coalesce(item.item_number, members.item_id) as item_number,
    coalesce(item.item_name, 'Item ' || members.item_id) as item_name,
    item.description,
    case item.source_item_type
        when 'Inventory' then 'inventory'
        when 'NonInventory' then 'non_inventory'
        when 'Service' then 'service'
        when 'Group' then 'kit'
        when 'Bundle' then 'kit'
        when 'Category' then 'other'
        else 'unknown'
    end as item_type,
    {{ surrogate_key('quickbooks', ['item.company_id', 'item.parent_item_id']) }} as parent_item_key,
    {{ surrogate_key('quickbooks', ['item.company_id', 'item.income_account_id']) }} as income_account_key,
    {{ surrogate_key('quickbooks', ['item.company_id', 'item.expense_account_id']) }} as expense_account_key,
    {{ surrogate_key('quickbooks', ['item.company_id', 'item.asset_account_id']) }} as asset_account_key,
    item.purchase_cost,
    coalesce(item.is_active, true) as is_active,
    members.is_inferred
from members
left join listed as item
    on item.company_id = members.company_id
    and item.item_id = members.item_id
