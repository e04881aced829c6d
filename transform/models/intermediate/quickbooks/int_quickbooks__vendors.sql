-- QuickBooks' implementation of `int_finance__vendors`.
with listed as (
    select * from {{ ref('stg_quickbooks__vendors') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('vendor', 'listed', 'vendor_id') }}
),

members as (
    select company_id, vendor_id, false as is_inferred from listed
    union all
    select company_id, member_id as vendor_id, true as is_inferred from unlisted
)

select
    'quickbooks' as source_system,
    members.company_id as source_account,
    {{ surrogate_key('quickbooks', ['members.company_id', 'members.vendor_id']) }} as vendor_key,
    members.vendor_id,
    members.vendor_id as vendor_number,
    coalesce(vendor.vendor_name, 'Vendor ' || members.vendor_id) as vendor_name,
    cast(null as text) as vendor_category,
    cast(null as text) as parent_vendor_key,
    vendor.currency_code,
    terms.terms_name,
    vendor.legal_name,
    vendor.is_tax_reportable,
    vendor.email,
    vendor.phone,
    coalesce(vendor.is_active, true) as is_active,
    vendor.created_at,
    vendor.updated_at,
    members.is_inferred
from members
left join listed as vendor
    on vendor.company_id = members.company_id
    and vendor.vendor_id = members.vendor_id
left join {{ ref('stg_quickbooks__terms') }} as terms
    on terms.company_id = vendor.company_id
    and terms.terms_id = vendor.terms_id
