-- Open documents by days past due. Credits and unapplied payments are negative, so that a
-- vendor's total is its balance.
with open_documents as (
    {{ open_documents_as_of('payable') }}
)

select
    document.source_system,
    document.document_key,
    document.document_id,
    document.document_number,
    document.document_type,
    document.company_key,
    document.ledger_key,
    document.vendor_key,
    vendor.vendor_id,
    vendor.vendor_number,
    vendor.vendor_name,
    document.account_key,
    document.document_date,
    document.due_date,
    document.as_of_date,
    document.days_overdue,
    {{ aging_bucket('document.days_overdue') }} as aging_bucket,
    document.currency_code,
    document.total_amount,
    document.open_amount,
    document.base_currency_code,
    document.base_open_amount,
    {%- for bucket, column in aging_columns().items() %}
    {{ amount("case when " ~ aging_bucket('document.days_overdue') ~ " = '" ~ bucket ~ "' then document.base_open_amount else 0 end") }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from open_documents as document
left join {{ ref('dim_vendor') }} as vendor on vendor.vendor_key = document.vendor_key
