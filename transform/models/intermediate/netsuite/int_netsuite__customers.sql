with listed as (
    select * from {{ ref('stg_netsuite__customers') }}
),

unlisted as (
    {{ netsuite_unlisted_members('customer', 'listed', 'customer_id') }}
),

parties as (
    select
        customer_id,
        customer_number,
        customer_name,
        parent_customer_id,
        customer_category_id,
        currency_id,
        terms_id,
        credit_limit,
        email,
        phone,
        is_active,
        created_at,
        updated_at,
        false as is_inferred
    from listed
    union all
    select
        member_id as customer_id,
        cast(null as text) as customer_number,
        cast(null as text) as customer_name,
        cast(null as text) as parent_customer_id,
        cast(null as text) as customer_category_id,
        cast(null as text) as currency_id,
        cast(null as text) as terms_id,
        {{ amount('null') }} as credit_limit,
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
    {{ source_account('parties.customer_id') }} as source_account,
    parties.customer_id as customer_key,
    {{ source_id('parties.customer_id') }} as customer_id,
    coalesce(parties.customer_number, entity.entity_number, {{ source_id('parties.customer_id') }}) as customer_number,
    coalesce(parties.customer_name, entity.entity_name, 'Customer ' || {{ source_id('parties.customer_id') }}) as customer_name,
    category.customer_category,
    -- The entity list contains parents that the record's own table does not show.
    nullif(coalesce(parties.parent_customer_id, entity.parent_entity_id), parties.customer_id) as parent_customer_key,
    currency.currency_code,
    terms.terms_name,
    parties.credit_limit,
    parties.email,
    parties.phone,
    parties.is_active,
    parties.created_at,
    parties.updated_at,
    parties.is_inferred
from parties
left join {{ ref('stg_netsuite__entities') }} as entity on entity.entity_id = parties.customer_id
left join {{ ref('stg_netsuite__customer_categories') }} as category
    on category.customer_category_id = parties.customer_category_id
left join {{ ref('int_netsuite__currencies') }} as currency on currency.currency_id = parties.currency_id
left join {{ ref('stg_netsuite__terms') }} as terms on terms.terms_id = parties.terms_id
