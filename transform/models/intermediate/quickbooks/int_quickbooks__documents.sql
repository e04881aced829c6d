-- QuickBooks' implementation of `int_finance__documents`.
{{ config(materialized='table') }}

with document_types as (
    select *
    from (
        values
        ('vendor_bill', 'payable', 'invoice'),
        ('vendor_credit', 'payable', 'credit'),
        ('vendor_payment', 'payable', 'payment'),
        ('customer_invoice', 'receivable', 'invoice'),
        ('customer_credit', 'receivable', 'credit'),
        ('customer_payment', 'receivable', 'payment')
    ) as types (document_type, ledger_side, document_role)
),

main_postings as (
    select
        company_id,
        transaction_type,
        document_id,
        max(case when part = 'total-1' then account_id end) as account_id,
        sum(case when part like 'line-%' then 1 else 0 end) as line_count
    from {{ ref('int_quickbooks__postings') }}
    group by company_id, transaction_type, document_id
),

-- Bill payments have no unapplied amount.
settled as (
    select any_document_key, sum(amount) as amount
    from (
        select payment_key as any_document_key, applied_amount as amount
        from {{ ref('int_quickbooks__payment_applications') }}
        union all
        select document_key as any_document_key, -applied_amount as amount
        from {{ ref('int_quickbooks__payment_applications') }}
    ) as both_ends
    group by any_document_key
),

documents as (
    select
        transactions.*,
        types.ledger_side,
        types.document_role,
        {{ quickbooks_document_key('transactions') }} as document_key,
        main.account_id,
        coalesce(main.line_count, 0) as line_count,
        case when types.document_role = 'credit' then -1 else 1 end as sign
    from {{ ref('stg_quickbooks__transactions') }} as transactions
    inner join document_types as types on types.document_type = transactions.document_type
    left join main_postings as main
        on main.company_id = transactions.company_id
        and main.transaction_type = transactions.transaction_type
        and main.document_id = transactions.document_id
),

opened as (
    select
        documents.*,
        case
            when documents.is_voided then 0
            when documents.document_role = 'invoice' then coalesce(documents.balance, 0)
            when documents.document_role = 'credit' then -coalesce(documents.balance, 0)
            else -coalesce(documents.unapplied_amount, documents.total_amount - coalesce(settled.amount, 0))
        end as open_amount
    from documents
    left join settled on settled.any_document_key = documents.document_key
)

select
    'quickbooks' as source_system,
    document.document_key,
    document.document_id,
    document.document_number,
    cast(null as text) as reference_number,
    document.ledger_side,
    document.document_role,
    document.document_type,
    company.company_key,
    ledger.ledger_key,
    {{ surrogate_key('quickbooks', ['document.company_id', quickbooks_month('document.document_date')]) }} as period_key,
    {{ surrogate_key('quickbooks', ['document.company_id', 'document.vendor_id']) }} as vendor_key,
    {{ surrogate_key('quickbooks', ['document.company_id', 'document.customer_id']) }} as customer_key,
    {{ surrogate_key('quickbooks', ['document.company_id', 'document.account_id']) }} as account_key,
    {{ surrogate_key('quickbooks', ['document.company_id', 'document.department_id']) }} as department_key,
    coalesce(document.currency_code, company.base_currency_code) as currency_code,
    company.base_currency_code,
    document.exchange_rate,
    document.document_date,
    document.due_date,
    terms.terms_name,
    cast(null as text) as source_status,
    true as is_posted,
    document.is_voided,
    {{ amount('document.sign * document.total_amount') }} as total_amount,
    {{ amount('document.sign * document.tax_amount') }} as tax_amount,
    {{ amount('document.open_amount') }} as open_amount,
    {{ amount_in('document.sign * document.total_amount * document.exchange_rate', 'company.base_currency_decimals') }} as base_total_amount,
    {{ amount_in('document.sign * document.tax_amount * document.exchange_rate', 'company.base_currency_decimals') }} as base_tax_amount,
    {{ amount_in('document.open_amount * document.exchange_rate', 'company.base_currency_decimals') }} as base_open_amount,
    document.line_count,
    document.memo,
    document.created_at,
    document.updated_at
from opened as document
inner join {{ ref('int_quickbooks__ledgers') }} as ledger on ledger.company_id = document.company_id
inner join {{ ref('int_quickbooks__companies') }} as company on company.company_id = document.company_id
left join {{ ref('stg_quickbooks__terms') }} as terms
    on terms.company_id = document.company_id
    and terms.terms_id = document.terms_id
