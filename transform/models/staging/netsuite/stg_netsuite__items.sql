with raw as (
    {{ raw_table('netsuite', 'items', {
        'id': 'id', 'itemid': 'text', 'fullname': 'text', 'displayname': 'text',
        'itemtype': 'text', 'subtype': 'text', 'description': 'text', 'parent': 'id',
        'incomeaccount': 'id', 'expenseaccount': 'id', 'assetaccount': 'id', 'cogsaccount': 'id',
        'cost': 'amount', 'averagecost': 'number', 'isinactive': 'boolean', 'externalid': 'text',
        'createddate': 'timestamp', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as item_id,
    itemid as item_number,
    coalesce(displayname, itemid, fullname) as item_name,
    description,
    itemtype as source_item_type,
    subtype as item_usage,
    parent as parent_item_id,
    incomeaccount as income_account_id,
    expenseaccount as expense_account_id,
    assetaccount as asset_account_id,
    cogsaccount as cogs_account_id,
    "cost" as purchase_cost,
    averagecost as average_cost,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    createddate as created_at,
    lastmodifieddate as updated_at
from raw
where {{ is_not_deleted('item', 'raw.id') }}
