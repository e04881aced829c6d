-- QuickBooks' implementation of `int_finance__customers`; jobs and projects are customers below another.
with listed as (
    select * from {{ ref('stg_quickbooks__customers') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('customer', 'listed', 'customer_id') }}
),

members as (
    select company_id, customer_id, false as is_inferred from listed
    union all
    select company_id, member_id as customer_id, true as is_inferred from unlisted
)

select
    'quickbooks' as source_system,
    members.company_id as source_account,
    {{ surrogate_key('quickbooks', ['members.company_id', 'members.customer_id']) }} as customer_key,
    members.customer_id,
    members.customer_id as customer_number,
    coalesce(customer.customer_name, 'Customer ' || members.customer_id) as customer_name,
    customer_type.customer_type as customer_category,
    {{ surrogate_key('quickbooks', ['customer.company_id', 'customer.parent_customer_id']) }} as parent_customer_key,
    customer.currency_code,
    terms.terms_name,
    customer.credit_limit,
    customer.email,
    customer.phone,
    coalesce(customer.is_active, true) as is_active,
    customer.created_at,
    customer.updated_at,
    members.is_inferred
from members
left join listed as customer
    on customer.company_id = members.company_id
    and customer.customer_id = members.customer_id
left join {{ ref('stg_quickbooks__customer_types') }} as customer_type
    on customer_type.company_id = customer.company_id
    and customer_type.customer_type_id = customer.customer_type_id
left join {{ ref('stg_quickbooks__terms') }} as terms
    on terms.company_id = customer.company_id
    and terms.terms_id = customer.terms_id
