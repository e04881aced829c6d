-- Bills, invoices, credits and payments with the ledger of their business unit, before anything that
-- the ledger says of them.
{{ config(materialized='table') }}

with documents as (
    select
        pod,
        {{ oracle_fusion_document_key('invoice', 'invoice_id') }} as document_key,
        invoice_id as document_id,
        invoice_number as document_number,
        reference_number,
        case
            when invoice_type = 'Payment request' then 'expense_report'
            when invoice_type in ('Credit memo', 'Debit memo') or amount < 0 then 'vendor_credit'
            else 'vendor_bill'
        end as document_type,
        business_unit,
        supplier_number as vendor_number,
        cast(null as text) as customer_number,
        liability_combination as control_combination,
        currency_code,
        exchange_rate,
        invoice_date as document_date,
        accounting_date,
        terms_name,
        source_status,
        is_posted,
        is_canceled as is_voided,
        cast(null as date) as voided_on,
        amount,
        base_amount,
        memo,
        created_at,
        updated_at
    from {{ ref('stg_oracle_fusion__invoices') }}
    union all
    select
        pod,
        {{ oracle_fusion_document_key('payment', 'check_id') }} as document_key,
        check_id as document_id,
        document_number,
        payment_number as reference_number,
        'vendor_payment' as document_type,
        business_unit,
        supplier_number as vendor_number,
        cast(null as text) as customer_number,
        cast(null as text) as control_combination,
        currency_code,
        exchange_rate,
        payment_date as document_date,
        accounting_date,
        cast(null as text) as terms_name,
        source_status,
        true as is_posted,
        is_voided,
        voided_on,
        amount,
        base_amount,
        memo,
        created_at,
        updated_at
    from {{ ref('stg_oracle_fusion__payments') }}
    union all
    select
        document.pod,
        {{ surrogate_key('oracle_fusion', ['document.pod', "'transaction'", 'document.transaction_id']) }} as document_key,
        document.transaction_id as document_id,
        document.transaction_number as document_number,
        document.reference_number,
        document.document_type,
        document.business_unit,
        cast(null as text) as vendor_number,
        document.customer_number,
        receivable.control_combination,
        document.currency_code,
        document.exchange_rate,
        document.transaction_date as document_date,
        document.accounting_date,
        document.terms_name,
        document.source_status,
        document.is_posted,
        false as is_voided,
        cast(null as date) as voided_on,
        document.amount,
        receivable.base_amount,
        document.memo,
        document.created_at,
        document.updated_at
    from {{ ref('stg_oracle_fusion__transactions') }} as document
    left join (
        select
            document_type,
            pod,
            transaction_id,
            min(combination) as control_combination,
            sum(base_amount) as base_amount
        from {{ ref('stg_oracle_fusion__transaction_distributions') }}
        where is_receivable
        group by document_type, pod, transaction_id
    ) as receivable
        on receivable.document_type = document.document_type
        and receivable.pod = document.pod
        and receivable.transaction_id = document.transaction_id
    union all
    select
        pod,
        {{ oracle_fusion_document_key('receipt', 'receipt_id') }} as document_key,
        receipt_id as document_id,
        receipt_number as document_number,
        reference_number,
        'customer_payment' as document_type,
        business_unit,
        cast(null as text) as vendor_number,
        customer_number,
        cast(null as text) as control_combination,
        currency_code,
        exchange_rate,
        receipt_date as document_date,
        accounting_date,
        cast(null as text) as terms_name,
        source_status,
        true as is_posted,
        is_voided,
        cast(null as date) as voided_on,
        amount,
        base_amount,
        memo,
        created_at,
        updated_at
    from {{ ref('stg_oracle_fusion__receipts') }}
)

select
    documents.*,
    unit.ledger_key,
    unit.chart_id,
    unit.currency_code as ledger_currency_code
from documents
inner join {{ ref('int_oracle_fusion__business_units') }} as unit
    on unit.pod = documents.pod
    and unit.business_unit = documents.business_unit
