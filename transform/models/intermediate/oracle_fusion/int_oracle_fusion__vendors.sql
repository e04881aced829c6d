-- Oracle Fusion's implementation of `int_finance__vendors`. Documents name suppliers by number; those that no
-- list contains are the parties of expense reports, or are hidden from the role.
{{ config(materialized='table') }}

with listed as (
    select
        supplier.*,
        coalesce(supplier.supplier_number, supplier.supplier_id) as vendor_number
    from {{ ref('stg_oracle_fusion__suppliers') }} as supplier
),

sites as (
    select
        pod,
        supplier_id,
        min(email) as email,
        case when count(distinct currency_code) = 1 then min(currency_code) end as currency_code
    from {{ ref('stg_oracle_fusion__supplier_sites') }}
    group by pod, supplier_id
),

used as (
    select
        pod,
        supplier_number as vendor_number,
        max(supplier_name) as vendor_name,
        max(case when invoice_type = 'Payment request' then 1 else 0 end) = 1 as is_employee
    from {{ ref('stg_oracle_fusion__invoices') }}
    where supplier_number is not null
    group by pod, supplier_number
    union all
    select
        pod,
        supplier_number as vendor_number,
        max(supplier_name) as vendor_name,
        false as is_employee
    from {{ ref('stg_oracle_fusion__payments') }} as payment
    where supplier_number is not null
        and not exists (
            select 1
            from {{ ref('stg_oracle_fusion__invoices') }} as invoice
            where invoice.pod = payment.pod
                and invoice.supplier_number = payment.supplier_number
        )
    group by pod, supplier_number
    union all
    select distinct
        pod,
        supplier_id as vendor_number,
        cast(null as text) as vendor_name,
        false as is_employee
    from {{ ref('stg_oracle_fusion__purchase_orders') }} as purchase_order
    where supplier_id is not null
        and not exists (
            select 1
            from listed
            where listed.pod = purchase_order.pod
                and listed.supplier_id = purchase_order.supplier_id
        )
)

select
    'oracle_fusion' as source_system,
    listed.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['listed.pod', 'listed.vendor_number']) }} as vendor_key,
    listed.pod,
    listed.supplier_id as vendor_id,
    listed.vendor_number,
    listed.supplier_name as vendor_name,
    listed.supplier_category as vendor_category,
    {{ surrogate_key('oracle_fusion', ['parent.pod', 'parent.vendor_number']) }} as parent_vendor_key,
    sites.currency_code,
    cast(null as text) as terms_name,
    listed.legal_name,
    cast(null as boolean) as is_tax_reportable,
    sites.email,
    cast(null as text) as phone,
    listed.is_active,
    listed.created_at,
    listed.updated_at,
    false as is_inferred
from listed
left join sites
    on sites.pod = listed.pod
    and sites.supplier_id = listed.supplier_id
left join listed as parent
    on parent.pod = listed.pod
    and parent.supplier_id = nullif(listed.parent_supplier_id, listed.supplier_id)
union all
select
    'oracle_fusion' as source_system,
    used.pod as source_account,
    {{ surrogate_key('oracle_fusion', ['used.pod', 'used.vendor_number']) }} as vendor_key,
    used.pod,
    used.vendor_number as vendor_id,
    used.vendor_number,
    coalesce(used.vendor_name, 'Vendor ' || used.vendor_number) as vendor_name,
    case when used.is_employee then 'Employee' end as vendor_category,
    cast(null as text) as parent_vendor_key,
    cast(null as text) as currency_code,
    cast(null as text) as terms_name,
    cast(null as text) as legal_name,
    cast(null as boolean) as is_tax_reportable,
    cast(null as text) as email,
    cast(null as text) as phone,
    true as is_active,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    true as is_inferred
from used
where not exists (
    select 1
    from listed
    where listed.pod = used.pod
        and listed.vendor_number = used.vendor_number
)
