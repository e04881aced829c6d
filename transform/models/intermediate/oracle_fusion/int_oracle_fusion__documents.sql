-- Oracle Fusion's implementation of `int_finance__documents`.
{{ config(materialized='table') }}

with posted as (
    select
        document_key,
        min(company_key) as company_key,
        min(case when account_type = 'bank' then account_key end) as bank_account_key,
        abs(sum(case when account_type in ('accounts_payable', 'accounts_receivable') then debit_amount - credit_amount else 0 end)) as base_amount
    from {{ ref('int_oracle_fusion__postings') }}
    where has_document
    group by document_key
),

applied as (
    select payment_key, sum(applied_amount) as applied_amount
    from {{ ref('int_oracle_fusion__payment_applications') }}
    where not is_reversal
    group by payment_key
),

installments as (
    select pod, invoice_id, sum(unpaid_amount) as unpaid_amount, min(due_date) as due_date
    from {{ ref('stg_oracle_fusion__invoice_installments') }}
    group by pod, invoice_id
),

schedules as (
    select pod, transaction_id, sum(balance) as balance, min(due_date) as due_date
    from {{ ref('stg_oracle_fusion__payment_schedules') }}
    group by pod, transaction_id
),

invoice_lines as (
    select
        pod,
        invoice_id,
        count(*) as line_count,
        sum(case when lower(line_type) = 'tax' then amount else 0 end) as tax_amount
    from {{ ref('stg_oracle_fusion__invoice_lines') }}
    group by pod, invoice_id
),

transaction_lines as (
    select document_type, pod, transaction_id, count(*) as line_count
    from {{ ref('stg_oracle_fusion__transaction_lines') }}
    group by document_type, pod, transaction_id
),

transaction_taxes as (
    select document_type, pod, transaction_id, sum(amount) as tax_amount
    from {{ ref('stg_oracle_fusion__transaction_distributions') }}
    where is_tax
    group by document_type, pod, transaction_id
),

-- Payments name no account: that of a company of the ledger is the last resort.
ledger_companies as (
    select ledger_key, min(company_key) as company_key
    from {{ ref('int_oracle_fusion__companies') }}
    group by ledger_key
),

documents as (
    select
        header.*,
        case when header.document_type in ('vendor_payment', 'customer_payment') then 'payment'
            when header.document_type in ('vendor_credit', 'customer_credit') then 'credit'
            else 'invoice'
        end as document_role,
        coalesce(
            {{ surrogate_key('oracle_fusion', ['header.pod', 'combination.chart_id', 'combination.company_id']) }},
            posted.company_key,
            ledger_companies.company_key
        ) as company_key,
        coalesce(
            {{ surrogate_key('oracle_fusion', ['header.pod', 'combination.chart_id', 'combination.account_id']) }},
            posted.bank_account_key
        ) as account_key,
        posted.base_amount as posted_base_amount,
        coalesce(header.exchange_rate, 1) as rate,
        coalesce(installments.due_date, schedules.due_date) as due_date,
        coalesce(invoice_lines.line_count, transaction_lines.line_count, 0) as line_count,
        coalesce(invoice_lines.tax_amount, transaction_taxes.tax_amount, 0) as tax_amount,
        case
            when header.is_voided then 0
            when header.document_type in ('vendor_payment', 'customer_payment') then coalesce(applied.applied_amount, 0) - header.amount
            else coalesce(installments.unpaid_amount, schedules.balance, header.amount)
        end as open_amount
    from {{ ref('int_oracle_fusion__document_headers') }} as header
    left join posted on posted.document_key = header.document_key
    left join applied on applied.payment_key = header.document_key
    left join {{ ref('int_oracle_fusion__combinations') }} as combination
        on combination.pod = header.pod
        and combination.chart_id = header.chart_id
        and combination.combination = header.control_combination
    left join ledger_companies on ledger_companies.ledger_key = header.ledger_key
    left join installments
        on installments.pod = header.pod
        and installments.invoice_id = header.document_id
        and header.document_type in ('vendor_bill', 'vendor_credit', 'expense_report')
    left join schedules
        on schedules.pod = header.pod
        and schedules.transaction_id = header.document_id
        and header.document_type in ('customer_invoice', 'customer_credit')
    left join invoice_lines
        on invoice_lines.pod = header.pod
        and invoice_lines.invoice_id = header.document_id
        and header.document_type in ('vendor_bill', 'vendor_credit', 'expense_report')
    left join transaction_lines
        on transaction_lines.pod = header.pod
        and transaction_lines.document_type = header.document_type
        and transaction_lines.transaction_id = header.document_id
    left join transaction_taxes
        on transaction_taxes.pod = header.pod
        and transaction_taxes.document_type = header.document_type
        and transaction_taxes.transaction_id = header.document_id
),

based as (
    select
        documents.*,
        company.base_currency_code,
        company.base_currency_decimals,
        company.calendar_key,
        case when documents.amount < 0 then -1 when documents.amount = 0 then 0 else 1 end * coalesce(
            documents.posted_base_amount,
            abs(documents.base_amount),
            {{ amount_in('abs(documents.amount) * documents.rate', 'company.base_currency_decimals') }}
        ) as base_total_amount
    from documents
    inner join {{ ref('int_oracle_fusion__companies') }} as company on company.company_key = documents.company_key
)

select
    'oracle_fusion' as source_system,
    based.document_key,
    based.document_id,
    based.document_number,
    based.reference_number,
    case when based.customer_number is not null or based.document_type like 'customer%' then 'receivable' else 'payable' end as ledger_side,
    based.document_role,
    based.document_type,
    based.company_key,
    based.ledger_key,
    period.period_key,
    vendor.vendor_key,
    customer.customer_key,
    based.account_key,
    cast(null as text) as department_key,
    based.currency_code,
    based.base_currency_code,
    cast(based.rate as {{ sql_type('number') }}) as exchange_rate,
    based.document_date,
    based.due_date,
    based.terms_name,
    based.source_status,
    based.is_posted,
    based.is_voided,
    {{ amount('based.amount') }} as total_amount,
    {{ amount('based.tax_amount') }} as tax_amount,
    {{ amount('based.open_amount') }} as open_amount,
    {{ amount('based.base_total_amount') }} as base_total_amount,
    {{ amount_in('based.tax_amount * based.rate', 'based.base_currency_decimals') }} as base_tax_amount,
    {{ amount('case when based.open_amount < 0 then -1 else 1 end * ' ~ open_in_base('abs(based.open_amount)', 'abs(based.amount)', 'abs(based.base_total_amount)', 'based.rate', 'based.base_currency_decimals')) }} as base_open_amount,
    based.line_count,
    based.memo,
    based.created_at,
    based.updated_at
from based
left join {{ ref('int_oracle_fusion__periods') }} as period
    on period.calendar_key = based.calendar_key
    and not period.is_adjustment
    and based.accounting_date between period.start_date and period.end_date
left join {{ ref('int_oracle_fusion__vendors') }} as vendor
    on vendor.pod = based.pod
    and vendor.vendor_number = based.vendor_number
left join {{ ref('int_oracle_fusion__customers') }} as customer
    on customer.pod = based.pod
    and customer.customer_number = based.customer_number
