with raw as (
    {{ raw_table('quickbooks', 'customers', {
        'realm_id': 'text', 'id': 'text', 'display_name': 'text', 'parent_id': 'text',
        'customer_type_id': 'text', 'currency_id': 'text', 'sales_term_id': 'text',
        'credit_limit': 'amount', 'ar_account_id': 'text', 'primary_email_addr': 'json',
        'primary_phone': 'json', 'active': 'boolean', 'create_time': 'timestamp',
        'last_updated_time': 'timestamp', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as customer_id,
    display_name as customer_name,
    parent_id as parent_customer_id,
    customer_type_id,
    currency_id as currency_code,
    sales_term_id as terms_id,
    credit_limit,
    ar_account_id as receivable_account_id,
    {{ json_text('primary_email_addr', ['Address']) }} as email,
    {{ json_text('primary_phone', ['FreeFormNumber']) }} as phone,
    coalesce(active, true) as is_active,
    create_time as created_at,
    last_updated_time as updated_at
from raw
where not coalesce(is_deleted, false)
