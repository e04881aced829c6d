-- Employees are vendors of their expense claims.
with raw as (
    {{ raw_table('acumatica', 'employees', {
        'tenant': 'text', 'employee_id': 'text', 'employee_name': 'text', 'status': 'text',
        'contact_info': 'json', 'employee_settings': 'json', 'financial_settings': 'json',
        'last_modified_date_time': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    employee_id,
    employee_name,
    {{ acumatica_linked('employee_settings', 'CurrencyID') }} as currency_code,
    {{ acumatica_linked('financial_settings', 'Terms') }} as terms_name,
    {{ acumatica_linked('financial_settings', 'APAccount') }} as payable_account_id,
    {{ acumatica_linked('contact_info', 'Email') }} as email,
    {{ acumatica_linked('contact_info', 'Phone1') }} as phone,
    coalesce(status, '') <> 'Inactive' as is_active,
    last_modified_date_time as updated_at
from raw
where {{ acumatica_is_not_deleted('raw') }}
