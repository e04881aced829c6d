with raw as (
    {{ raw_table('quickbooks', 'vendors', {
        'realm_id': 'text', 'id': 'text', 'display_name': 'text', 'company_name': 'text',
        'vendor1099': 'boolean', 'currency_id': 'text', 'term_id': 'text', 'ap_account_id': 'text',
        'primary_email_addr': 'json', 'primary_phone': 'json', 'active': 'boolean',
        'create_time': 'timestamp', 'last_updated_time': 'timestamp', 'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    id as vendor_id,
    display_name as vendor_name,
    company_name as legal_name,
    vendor1099 as is_tax_reportable,
    currency_id as currency_code,
    term_id as terms_id,
    ap_account_id as payable_account_id,
    {{ json_text('primary_email_addr', ['Address']) }} as email,
    {{ json_text('primary_phone', ['FreeFormNumber']) }} as phone,
    coalesce(active, true) as is_active,
    create_time as created_at,
    last_updated_time as updated_at
from raw
where not coalesce(is_deleted, false)
