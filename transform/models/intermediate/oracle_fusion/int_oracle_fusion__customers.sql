-- Oracle Fusion's implementation of `int_finance__customers`. REST has no list of customers: the accounts
-- with activities, and those that documents name.
{{ config(materialized='table') }}

with listed as (
    select
        pod,
        account_id,
        coalesce(customer_number, account_id) as customer_number,
        customer_name,
        created_at,
        updated_at
    from {{ ref('stg_oracle_fusion__customers') }}
),

used as (
    select pod, customer_number, max(customer_name) as customer_name
    from (
        select pod, customer_number, customer_name from {{ ref('stg_oracle_fusion__transactions') }}
        union all
        select pod, customer_number, customer_name from {{ ref('stg_oracle_fusion__receipts') }}
    ) as documents
    where customer_number is not null
    group by pod, customer_number
)

select
    'oracle_fusion' as source_system,
    coalesce(listed.pod, used.pod) as source_account,
    {{ surrogate_key('oracle_fusion', ['coalesce(listed.pod, used.pod)', 'coalesce(listed.customer_number, used.customer_number)']) }} as customer_key,
    coalesce(listed.pod, used.pod) as pod,
    coalesce(listed.account_id, used.customer_number) as customer_id,
    coalesce(listed.customer_number, used.customer_number) as customer_number,
    coalesce(listed.customer_name, used.customer_name, 'Customer ' || coalesce(listed.customer_number, used.customer_number)) as customer_name,
    cast(null as text) as customer_category,
    cast(null as text) as parent_customer_key,
    cast(null as text) as currency_code,
    cast(null as text) as terms_name,
    {{ amount('null') }} as credit_limit,
    cast(null as text) as email,
    cast(null as text) as phone,
    true as is_active,
    listed.created_at,
    listed.updated_at,
    listed.account_id is null as is_inferred
from listed
full outer join used
    on used.pod = listed.pod
    and used.customer_number = listed.customer_number
