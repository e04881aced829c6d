-- Oracle Fusion's implementation of `int_finance__items`: those that lines of documents name. The list of
-- items belongs to another product.
with used as (
    select pod, item_number, item_name from {{ ref('stg_oracle_fusion__invoice_lines') }}
    union all
    select pod, item_number, cast(null as text) as item_name from {{ ref('stg_oracle_fusion__transaction_lines') }}
    union all
    select pod, item_number, cast(null as text) as item_name from {{ ref('stg_oracle_fusion__purchase_order_lines') }}
)

select
    'oracle_fusion' as source_system,
    pod as source_account,
    {{ surrogate_key('oracle_fusion', ['pod', 'item_number']) }} as item_key,
    item_number as item_id,
    item_number,
    coalesce(max(item_name), 'Item ' || item_number) as item_name,
    max(item_name) as description,
    'unknown' as item_type,
    cast(null as text) as parent_item_key,
    cast(null as text) as income_account_key,
    cast(null as text) as expense_account_key,
    cast(null as text) as asset_account_key,
    cast(null as {{ sql_type('number') }}) as purchase_cost,
    true as is_active,
    true as is_inferred
from used
where item_number is not null
group by pod, item_number
