-- Acumatica's implementation of `int_finance__vendors`; employees are vendors of their expense claims.
with vendors as (
    select
        tenant,
        vendor_id,
        vendor_name,
        legal_name,
        vendor_category,
        parent_vendor_id,
        currency_code,
        terms_name,
        is_tax_reportable,
        email,
        phone,
        is_active,
        created_at,
        updated_at
    from {{ ref('stg_acumatica__vendors') }}
    union all
    select
        tenant,
        employee_id as vendor_id,
        employee_name as vendor_name,
        cast(null as text) as legal_name,
        'Employee' as vendor_category,
        cast(null as text) as parent_vendor_id,
        currency_code,
        terms_name,
        false as is_tax_reportable,
        email,
        phone,
        is_active,
        cast(null as timestamp) as created_at,
        updated_at
    from {{ ref('stg_acumatica__employees') }}
),

unlisted as (
    {{ acumatica_unlisted_members('vendor', 'vendors', 'vendor_id') }}
),

members as (
    select tenant, vendor_id, false as is_inferred from vendors
    union all
    select tenant, member_id as vendor_id, true as is_inferred from unlisted
)

select
    'acumatica' as source_system,
    members.tenant as source_account,
    {{ surrogate_key('acumatica', ['members.tenant', 'members.vendor_id']) }} as vendor_key,
    members.vendor_id,
    members.vendor_id as vendor_number,
    coalesce(vendor.vendor_name, 'Vendor ' || members.vendor_id) as vendor_name,
    vendor.vendor_category,
    {{ surrogate_key('acumatica', ['members.tenant', 'nullif(vendor.parent_vendor_id, vendor.vendor_id)']) }} as parent_vendor_key,
    vendor.currency_code,
    vendor.terms_name,
    vendor.legal_name,
    vendor.is_tax_reportable,
    vendor.email,
    vendor.phone,
    coalesce(vendor.is_active, true) as is_active,
    vendor.created_at,
    vendor.updated_at,
    members.is_inferred
from members
left join vendors as vendor
    on vendor.tenant = members.tenant
    and vendor.vendor_id = members.vendor_id
