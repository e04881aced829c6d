-- QuickBooks' implementation of `int_finance__gl_lines`.
with parties as (
    select
        posting.*,
        transactions.document_type,
        transactions.document_number,
        transactions.document_date,
        transactions.is_voided,
        transactions.currency_code,
        transactions.updated_at,
        transactions.memo as document_memo,
        line.memo as line_memo,
        line.item_id,
        coalesce(line.department_id, transactions.department_id) as department_id,
        coalesce(line.class_id, transactions.class_id) as class_id,
        coalesce(
            case when lower(line.entity_type) = 'vendor' then line.entity_id end,
            transactions.vendor_id,
            case when lower(transactions.entity_type) = 'vendor' then transactions.entity_id end
        ) as vendor_id,
        coalesce(
            case when lower(line.entity_type) = 'customer' then line.entity_id end,
            line.customer_id,
            transactions.customer_id,
            case when lower(transactions.entity_type) = 'customer' then transactions.entity_id end
        ) as customer_id
    from {{ ref('int_quickbooks__postings') }} as posting
    inner join {{ ref('stg_quickbooks__transactions') }} as transactions
        on transactions.company_id = posting.company_id
        and transactions.transaction_type = posting.transaction_type
        and transactions.document_id = posting.document_id
    left join {{ ref('stg_quickbooks__transaction_lines') }} as line
        on line.company_id = posting.company_id
        and line.transaction_type = posting.transaction_type
        and line.document_id = posting.document_id
        and line.line_index = posting.line_index
        and line.component_index = posting.component_index
)

select
    'quickbooks' as source_system,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.transaction_type', 'line.document_id', 'line.part']) }} as gl_line_key,
    {{ surrogate_key('quickbooks', ['line.company_id']) }} as company_key,
    ledger.ledger_key,
    {{ surrogate_key('quickbooks', ['line.company_id', quickbooks_month('line.document_date')]) }} as period_key,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.account_id']) }} as account_key,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.department_id']) }} as department_key,
    {{ quickbooks_segment_combination('line') }} as segment_combination_key,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.vendor_id']) }} as vendor_key,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.customer_id']) }} as customer_key,
    {{ surrogate_key('quickbooks', ['line.company_id', 'line.item_id']) }} as item_key,
    {{ quickbooks_document_key('line') }} as document_key,
    line.document_id,
    row_number() over (
        partition by line.company_id, line.transaction_type, line.document_id
        order by coalesce(line.line_index, -1), coalesce(line.component_index, 0), line.part desc
    ) as line_number,
    line.document_type,
    line.document_number,
    line.document_date,
    coalesce(vendor.vendor_name, customer.customer_name) as party_name,
    class.class_name,
    department.department_name as location_name,
    coalesce(line.line_memo, line.document_memo) as memo,
    line.part = 'total-1' as is_main_line,
    line.part like 'tax-%' as is_tax_line,
    line.is_voided,
    false as is_reversal,
    coalesce(line.currency_code, company.base_currency_code) as currency_code,
    line.exchange_rate,
    line.amount as transaction_amount,
    {{ amount('greatest(line.base_amount, 0)') }} as debit_amount,
    {{ amount('greatest(-line.base_amount, 0)') }} as credit_amount,
    line.updated_at
from parties as line
inner join {{ ref('int_quickbooks__ledgers') }} as ledger on ledger.company_id = line.company_id
left join {{ ref('int_quickbooks__companies') }} as company on company.company_id = line.company_id
left join {{ ref('stg_quickbooks__classes') }} as class
    on class.company_id = line.company_id
    and class.class_id = line.class_id
left join {{ ref('stg_quickbooks__departments') }} as department
    on department.company_id = line.company_id
    and department.department_id = line.department_id
left join {{ ref('stg_quickbooks__vendors') }} as vendor
    on vendor.company_id = line.company_id
    and vendor.vendor_id = line.vendor_id
left join {{ ref('stg_quickbooks__customers') }} as customer
    on customer.company_id = line.company_id
    and customer.customer_id = line.customer_id
