-- Acumatica's implementation of `int_finance__items`.
with listed as (
    select * from {{ ref('stg_acumatica__items') }}
),

unlisted as (
    {{ acumatica_unlisted_members('item', 'listed', 'item_id') }}
),

members as (
    select tenant, item_id, false as is_inferred from listed
    union all
    select tenant, member_id as item_id, true as is_inferred from unlisted
)

select
    'acumatica' as source_system,
    members.tenant as source_account,
    {{ surrogate_key('acumatica', ['members.tenant', 'members.item_id']) }} as item_key,
    members.item_id,
    members.item_id as item_number,
    coalesce(item.item_name, 'Item ' || members.item_id) as item_name,
    item.item_name as description,
    case
        when item.is_kit then 'kit'
        when item.source_item_type in ('Finished Good', 'Component Part', 'Subassembly') then 'inventory'
        when item.source_item_type = 'Non-Stock Item' then 'non_inventory'
        when item.source_item_type in ('Service', 'Labor') then 'service'
        when item.source_item_type = 'Charge' then 'other_charge'
        when item.source_item_type is null then 'unknown'
        else 'other'
    end as item_type,
    cast(null as text) as parent_item_key,
    {%- for role in ['income', 'expense', 'asset'] %}
    {{ surrogate_key('acumatica', ['members.tenant', 'item.' ~ role ~ '_account_id']) }} as {{ role }}_account_key,
    {%- endfor %}
    item.purchase_cost,
    coalesce(item.is_active, true) as is_active,
    members.is_inferred
from members
left join listed as item
    on item.tenant = members.tenant
    and item.item_id = members.item_id
