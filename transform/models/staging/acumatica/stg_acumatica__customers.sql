with raw as (
    {{ raw_table('acumatica', 'customers', {
        'tenant': 'text', 'customer_id': 'text', 'customer_name': 'text', 'customer_class': 'text',
        'status': 'text', 'parent_record': 'text', 'currency_id': 'text', 'terms': 'text',
        'credit_limit': 'amount', 'email': 'text', 'main_contact': 'json',
        'created_date_time': 'timestamp', 'last_modified_date_time': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    customer_id,
    customer_name,
    customer_class as customer_category,
    parent_record as parent_customer_id,
    currency_id as currency_code,
    terms as terms_name,
    credit_limit,
    coalesce(email, {{ acumatica_linked('main_contact', 'Email') }}) as email,
    {{ acumatica_linked('main_contact', 'Phone1') }} as phone,
    coalesce(status, '') <> 'Inactive' as is_active,
    created_date_time as created_at,
    last_modified_date_time as updated_at
from raw
where {{ acumatica_is_not_deleted('raw') }}
