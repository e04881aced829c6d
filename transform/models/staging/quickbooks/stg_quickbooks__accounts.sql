with raw as (
    {{ raw_table('quickbooks', 'accounts', {
        'realm_id': 'text', 'id': 'text', 'name': 'text', 'acct_num': 'text', 'description': 'text',
        'parent_id': 'text', 'classification': 'text', 'account_type': 'text',
        'account_sub_type': 'text', 'currency_id': 'text', 'active': 'boolean', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as account_id,
    acct_num as account_number,
    name as account_name,
    description,
    parent_id as parent_account_id,
    classification,
    account_type as source_account_type,
    account_sub_type as source_account_subtype,
    currency_id as currency_code,
    coalesce(active, true) as is_active
from raw
where not coalesce(is_deleted, false)
