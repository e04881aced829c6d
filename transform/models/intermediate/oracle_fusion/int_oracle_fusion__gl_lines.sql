-- Oracle Fusion's implementation of `int_finance__gl_lines`.
select
    'oracle_fusion' as source_system,
    {{ surrogate_key('oracle_fusion', ['line.pod', 'line.batch_id', 'line.journal_id', 'line.line_number']) }} as gl_line_key,
    line.company_key,
    line.ledger_key,
    {{ joined_key(['line.calendar_key', 'line.period_name']) }} as period_key,
    line.account_key,
    line.department_key,
    line.segment_combination_key,
    vendor.vendor_key,
    customer.customer_key,
    cast(null as text) as item_key,
    line.document_key,
    line.document_number as document_id,
    line.line_number,
    line.document_type,
    line.document_number,
    line.effective_date as document_date,
    coalesce(vendor.vendor_name, customer.customer_name) as party_name,
    cast(null as text) as class_name,
    cast(null as text) as location_name,
    line.memo,
    line.has_document and case
        when line.document_type in ('vendor_payment', 'customer_payment') then line.account_type = 'bank'
        else line.account_type in ('accounts_payable', 'accounts_receivable')
    end as is_main_line,
    false as is_tax_line,
    line.is_voided,
    line.is_reversal,
    line.currency_code,
    line.exchange_rate,
    {{ amount('line.amount') }} as transaction_amount,
    {{ amount('line.debit_amount') }} as debit_amount,
    {{ amount('line.credit_amount') }} as credit_amount,
    line.updated_at
from {{ ref('int_oracle_fusion__postings') }} as line
left join {{ ref('int_oracle_fusion__vendors') }} as vendor
    on vendor.pod = line.pod
    and vendor.vendor_number = line.vendor_number
left join {{ ref('int_oracle_fusion__customers') }} as customer
    on customer.pod = line.pod
    and customer.customer_number = line.customer_number
