-- Open documents by days past due. Credits and unapplied payments are negative, so that a
-- customer's total is its balance.
with open_documents as (
    {{ open_documents_as_of('receivable') }}
)

select
    document.source_system,
    document.document_key,
    document.document_id,
    document.document_number,
    document.document_type,
    document.company_key,
    document.ledger_key,
    document.customer_key,
    customer.customer_id,
    customer.customer_number,
    customer.customer_name,
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
left join {{ ref('dim_customer') }} as customer on customer.customer_key = document.customer_key
