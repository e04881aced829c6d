-- Acumatica's implementation of `int_finance__gl_lines`.
with postings as (
    select * from {{ ref('int_acumatica__postings') }}
)

select
    'acumatica' as source_system,
    {{ surrogate_key('acumatica', ['line.tenant', 'line.module', 'line.batch_number', 'line.line_number']) }} as gl_line_key,
    company.company_key,
    {{ surrogate_key('acumatica', ['line.tenant', 'line.ledger_id']) }} as ledger_key,
    {{ joined_key(['company.calendar_key', 'line.period_id']) }} as period_key,
    line.account_key,
    {{ acumatica_department_key('line') }} as department_key,
    {{ acumatica_segment_combination('line') }} as segment_combination_key,
    vendor.vendor_key,
    customer.customer_key,
    {{ surrogate_key('acumatica', ['line.tenant', 'line.item_id']) }} as item_key,
    line.document_key,
    line.document_number as document_id,
    line.line_number,
    case when vendor.vendor_category = 'Employee' and line.document_type = 'vendor_bill' then 'expense_report' else line.document_type end as document_type,
    line.document_number,
    line.batch_date as document_date,
    coalesce(vendor.vendor_name, customer.customer_name) as party_name,
    cast(null as text) as class_name,
    branch.branch_name as location_name,
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
    {{ amount('line.ledger_debit_amount') }} as debit_amount,
    {{ amount('line.ledger_credit_amount') }} as credit_amount,
    line.updated_at
from postings as line
inner join {{ ref('int_acumatica__branches') }} as branch
    on branch.tenant = line.tenant
    and branch.branch_id = line.branch_id
inner join {{ ref('int_acumatica__companies') }} as company
    on company.tenant = branch.tenant
    and company.company_id = branch.company_id
-- Journals name vendors and customers alike.
left join {{ ref('int_acumatica__vendors') }} as vendor
    on vendor.source_account = line.tenant
    and vendor.vendor_id = line.party_id
    and line.module <> 'AR'
left join {{ ref('int_acumatica__customers') }} as customer
    on customer.source_account = line.tenant
    and customer.customer_id = line.party_id
    and line.module <> 'AP'
