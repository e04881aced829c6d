-- Ids of list records that documents refer to.
{%- set lists = {
    'customer': ['customer_id', "case when lower(entity_type) = 'customer' then entity_id end"],
    'vendor': ['vendor_id', "case when lower(entity_type) = 'vendor' then entity_id end"],
    'department': ['department_id'],
    'class': ['class_id'],
} %}
with referenced as (
    {%- for kind, columns in lists.items() %}
    {%- for column in columns %}
    select company_id, '{{ kind }}' as member_kind, {{ column }} as member_id
    from {{ ref('stg_quickbooks__transactions') }}
    union all
    {%- endfor %}
    {%- endfor %}
    select company_id, 'customer' as member_kind, customer_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    union all
    select company_id, 'customer' as member_kind, entity_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    where lower(entity_type) = 'customer'
    union all
    select company_id, 'vendor' as member_kind, entity_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    where lower(entity_type) = 'vendor'
    union all
    select company_id, 'department' as member_kind, department_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    union all
    select company_id, 'class' as member_kind, class_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    union all
    select company_id, 'item' as member_kind, item_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
    union all
    select company_id, 'account' as member_kind, account_id as member_id
    from {{ ref('int_quickbooks__postings') }}
    union all
    select company_id, 'account' as member_kind, account_id as member_id
    from {{ ref('stg_quickbooks__transaction_lines') }}
)

select distinct
    company_id,
    member_kind,
    member_id
from referenced
where member_id is not null
