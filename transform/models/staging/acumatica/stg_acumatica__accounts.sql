with raw as (
    {{ raw_table('acumatica', 'accounts', {
        'tenant': 'text', 'account_cd': 'text', 'description': 'text', 'type': 'text',
        'account_class': 'text', 'cash_account': 'boolean', 'active': 'boolean', 'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    account_cd as account_id,
    description as account_name,
    "type" as source_account_type,
    account_class as source_account_class,
    coalesce(cash_account, false) as is_cash_account,
    coalesce(active, true) as is_active
from raw
where {{ acumatica_is_not_deleted('raw') }}
