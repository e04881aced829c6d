with raw as (
    {{ raw_table('acumatica', 'vendors', {
        'tenant': 'text', 'vendor_id': 'text', 'vendor_name': 'text', 'legal_name': 'text',
        'vendor_class': 'text', 'status': 'text', 'parent_account': 'text', 'ap_account': 'text',
        'currency_id': 'text', 'terms': 'text', 'f1099_vendor': 'boolean', 'main_contact': 'json',
        'created_date_time': 'timestamp', 'last_modified_date_time': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    vendor_id,
    vendor_name,
    legal_name,
    vendor_class as vendor_category,
    parent_account as parent_vendor_id,
    ap_account as payable_account_id,
    currency_id as currency_code,
    terms as terms_name,
    f1099_vendor as is_tax_reportable,
    {{ acumatica_linked('main_contact', 'Email') }} as email,
    {{ acumatica_linked('main_contact', 'Phone1') }} as phone,
    coalesce(status, '') <> 'Inactive' as is_active,
    created_date_time as created_at,
    last_modified_date_time as updated_at
from raw
where {{ acumatica_is_not_deleted('raw') }}
