-- Open items by days past due. Credits and unapplied payments are negative, so that a
-- vendor's total is its balance.
with open_items as (
    {{ open_items_as_of('payable') }}
)

select
    item.source_system,
    item.open_item_key,
    item.document_key,
    item.document_id,
    item.document_number,
    item.document_type,
    item.company_key,
    item.ledger_key,
    item.vendor_key,
    vendor.vendor_id,
    vendor.vendor_number,
    vendor.vendor_name,
    item.account_key,
    item.account_number,
    item.document_date,
    item.due_date,
    item.as_of_date,
    item.days_overdue,
    {{ aging_bucket('item.days_overdue') }} as aging_bucket,
    item.currency_code,
    item.total_amount,
    item.open_amount,
    item.base_currency_code,
    item.base_open_amount,
    {%- for bucket, column in aging_columns().items() %}
    {{ amount("case when " ~ aging_bucket('item.days_overdue') ~ " = '" ~ bucket ~ "' then item.base_open_amount else 0 end") }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from open_items as item
left join {{ ref('dim_vendor') }} as vendor on vendor.vendor_key = item.vendor_key
