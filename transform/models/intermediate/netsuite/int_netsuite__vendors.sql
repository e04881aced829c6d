with listed as (
    select * from {{ ref('stg_netsuite__vendors') }}
),

unlisted as (
    {{ netsuite_unlisted_members('vendor', 'listed', 'vendor_id') }}
),

parties as (
    select
        vendor_id,
        vendor_number,
        vendor_name,
        parent_vendor_id,
        vendor_category_id,
        currency_id,
        terms_id,
        is_tax_reportable,
        legal_name,
        email,
        phone,
        is_active,
        created_at,
        updated_at,
        false as is_inferred
    from listed
    union all
    select
        member_id as vendor_id,
        cast(null as text) as vendor_number,
        cast(null as text) as vendor_name,
        cast(null as text) as parent_vendor_id,
        cast(null as text) as vendor_category_id,
        cast(null as text) as currency_id,
        cast(null as text) as terms_id,
        cast(null as boolean) as is_tax_reportable,
        cast(null as text) as legal_name,
        cast(null as text) as email,
        cast(null as text) as phone,
        true as is_active,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as updated_at,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ source_account('parties.vendor_id') }} as source_account,
    parties.vendor_id as vendor_key,
    {{ source_id('parties.vendor_id') }} as vendor_id,
    coalesce(parties.vendor_number, entity.entity_number, {{ source_id('parties.vendor_id') }}) as vendor_number,
    coalesce(parties.vendor_name, entity.entity_name, 'Vendor ' || {{ source_id('parties.vendor_id') }}) as vendor_name,
    -- Employees are vendors of their expense reports.
    coalesce(category.vendor_category, case when entity.entity_type = 'Employee' then 'Employee' end) as vendor_category,
    -- The entity list contains parents that the record's own table does not show.
    nullif(coalesce(parties.parent_vendor_id, entity.parent_entity_id), parties.vendor_id) as parent_vendor_key,
    currency.currency_code,
    terms.terms_name,
    parties.legal_name,
    parties.is_tax_reportable,
    parties.email,
    parties.phone,
    parties.is_active,
    parties.created_at,
    parties.updated_at,
    parties.is_inferred
from parties
left join {{ ref('stg_netsuite__entities') }} as entity on entity.entity_id = parties.vendor_id
left join {{ ref('stg_netsuite__vendor_categories') }} as category
    on category.vendor_category_id = parties.vendor_category_id
left join {{ ref('int_netsuite__currencies') }} as currency on currency.currency_id = parties.currency_id
left join {{ ref('stg_netsuite__terms') }} as terms on terms.terms_id = parties.terms_id
