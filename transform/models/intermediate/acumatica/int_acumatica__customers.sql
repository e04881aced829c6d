-- Acumatica's implementation of `int_finance__customers`.
with listed as (
    select * from {{ ref('stg_acumatica__customers') }}
),

unlisted as (
    {{ acumatica_unlisted_members('customer', 'listed', 'customer_id') }}
),

members as (
    select tenant, customer_id, false as is_inferred from listed
    union all
    select tenant, member_id as customer_id, true as is_inferred from unlisted
)

select
    'acumatica' as source_system,
    members.tenant as source_account,
    {{ surrogate_key('acumatica', ['members.tenant', 'members.customer_id']) }} as customer_key,
    members.customer_id,
    members.customer_id as customer_number,
    coalesce(customer.customer_name, 'Customer ' || members.customer_id) as customer_name,
    customer.customer_category,
    {{ surrogate_key('acumatica', ['members.tenant', 'nullif(customer.parent_customer_id, customer.customer_id)']) }} as parent_customer_key,
    customer.currency_code,
    customer.terms_name,
    customer.credit_limit,
    customer.email,
    customer.phone,
    coalesce(customer.is_active, true) as is_active,
    customer.created_at,
    customer.updated_at,
    members.is_inferred
from members
left join listed as customer
    on customer.tenant = members.tenant
    and customer.customer_id = members.customer_id
