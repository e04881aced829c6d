-- Ids of list records that documents refer to.
{{ config(materialized='table') }}

with lines as (
    select * from {{ ref('stg_acumatica__batch_lines') }}
),

documents as (
    select * from {{ ref('stg_acumatica__documents') }}
),

orders as (
    select * from {{ ref('stg_acumatica__purchase_orders') }}
),

order_lines as (
    select * from {{ ref('stg_acumatica__purchase_order_lines') }}
),

referenced as (
    {%- for relation in ['lines', 'documents', 'orders', 'order_lines'] %}
    select tenant, 'branch' as member_kind, branch_id as member_id from {{ relation }}
    union all
    {%- endfor %}
    {%- for relation in ['lines', 'order_lines'] %}
    select tenant, 'account' as member_kind, account_id as member_id from {{ relation }}
    union all
    select tenant, 'item' as member_kind, item_id as member_id from {{ relation }}
    union all
    select tenant, 'subaccount' as member_kind, subaccount_id as member_id from {{ relation }}
    union all
    {%- endfor %}
    select tenant, 'account' as member_kind, main_account_id as member_id from documents
    union all
    select tenant, 'ledger' as member_kind, ledger_id as member_id from lines
    union all
    select tenant, 'vendor' as member_kind, vendor_id as member_id from orders
    union all
    {%- for module, kind in {'AP': 'vendor', 'AR': 'customer'}.items() %}
    select tenant, '{{ kind }}' as member_kind, party_id as member_id from lines where module = '{{ module }}'
    union all
    select tenant, '{{ kind }}' as member_kind, party_id as member_id from documents where module = '{{ module }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select distinct
    tenant,
    member_kind,
    member_id
from referenced
where member_id is not null
