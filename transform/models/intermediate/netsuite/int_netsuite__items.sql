with listed as (
    select * from {{ ref('stg_netsuite__items') }}
),

unlisted as (
    {{ netsuite_unlisted_members('item', 'listed', 'item_id') }}
),

items as (
    select
        item_id,
        item_number,
        item_name,
        description,
        case
            when source_item_type in ('InvtPart', 'Assembly') then 'inventory'
            when source_item_type = 'NonInvtPart' then 'non_inventory'
            when source_item_type = 'Service' then 'service'
            when source_item_type in ('Kit', 'Group') then 'kit'
            when source_item_type in ('Discount', 'Markup') then 'discount'
            when source_item_type = 'OthCharge' then 'other_charge'
            else 'other'
        end as item_type,
        parent_item_id,
        income_account_id,
        expense_account_id,
        asset_account_id,
        purchase_cost,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        member_id as item_id,
        {{ source_id('member_id') }} as item_number,
        'Item ' || {{ source_id('member_id') }} as item_name,
        cast(null as text) as description,
        'unknown' as item_type,
        cast(null as text) as parent_item_id,
        cast(null as text) as income_account_id,
        cast(null as text) as expense_account_id,
        cast(null as text) as asset_account_id,
        {{ amount('null') }} as purchase_cost,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ source_account('item_id') }} as source_account,
    item_id as item_key,
    {{ source_id('item_id') }} as item_id,
    item_number,
    item_name,
    description,
    item_type,
    nullif(parent_item_id, item_id) as parent_item_key,
    income_account_id as income_account_key,
    expense_account_id as expense_account_key,
    asset_account_id as asset_account_key,
    purchase_cost,
    is_active,
    is_inferred
from items
