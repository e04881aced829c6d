-- Bills, invoices, credits and payments with their amounts. Amounts of bills, invoices and
-- payments are positive, those of credits negative; `open_amount` is the balance in the
-- subledger: positive for a bill or invoice, negative for credits and unapplied payments.
{{ config(materialized='table') }}

with document_types as (
    select *
    from (
        values
        ('vendor_bill', 'payable', 'invoice', -1),
        ('vendor_credit', 'payable', 'credit', -1),
        ('vendor_payment', 'payable', 'payment', -1),
        ('expense_report', 'payable', 'invoice', -1),
        ('customer_invoice', 'receivable', 'invoice', 1),
        ('customer_credit', 'receivable', 'credit', 1),
        ('customer_payment', 'receivable', 'payment', 1)
    ) as types (document_type, ledger_side, document_role, main_line_sign)
),

line_totals as (
    select
        document_id,
        max(case when is_main_line then company_id end) as company_id,
        max(case when is_main_line then department_id end) as department_id,
        max(case when is_main_line then account_id end) as account_id,
        sum(case when is_main_line then amount end) as main_amount,
        sum(case when is_main_line then base_amount end) as main_base_amount,
        sum(case when is_main_line then unpaid_amount end) as unpaid_amount,
        sum(case when is_main_line then base_unpaid_amount end) as base_unpaid_amount,
        max(abs(base_unapplied_amount)) as base_unapplied_amount,
        sum(case when is_tax_line then amount else 0 end) as tax_amount,
        sum(case when is_tax_line then base_amount else 0 end) as base_tax_amount,
        sum(case when is_main_line or is_tax_line or is_cost_line then 0 else 1 end) as line_count
    from {{ ref('int_netsuite__line_amounts') }}
    group by document_id
),

applied as (
    select
        any_document_key,
        sum(applied_amount) as applied_amount
    from (
        select document_key as any_document_key, applied_amount
        from {{ ref('int_netsuite__payment_applications') }}
        where not is_reversal
        union all
        select payment_key as any_document_key, applied_amount
        from {{ ref('int_netsuite__payment_applications') }}
        where not is_reversal
    ) as both_ends
    group by any_document_key
),

signed as (
    select
        document.*,
        types.ledger_side,
        types.document_role,
        coalesce(totals.company_id, {{ source_account('document.document_id') }} || '-1') as company_id,
        totals.department_id,
        totals.account_id,
        coalesce(totals.line_count, 0) as line_count,
        types.main_line_sign * coalesce(totals.main_amount, 0) as total_amount,
        types.main_line_sign * coalesce(totals.main_base_amount, 0) as base_total_amount,
        -types.main_line_sign * coalesce(totals.tax_amount, 0) as tax_amount,
        -types.main_line_sign * coalesce(totals.base_tax_amount, 0) as base_tax_amount,
        -- NetSuite's open amount, or else the total minus the applied amounts.
        case
            when document.is_voided then 0
            when types.document_role = 'invoice' then abs(coalesce(
                document.unpaid_amount,
                totals.unpaid_amount,
                abs(totals.main_amount) - coalesce(applied.applied_amount, 0)
            ))
            else abs(coalesce(
                document.unapplied_amount,
                abs(totals.main_amount) - coalesce(applied.applied_amount, 0)
            ))
        end as unsettled_amount,
        case
            when types.document_role = 'invoice' then abs(totals.base_unpaid_amount)
            else totals.base_unapplied_amount
        end as base_unsettled_amount
    from {{ ref('stg_netsuite__transactions') }} as document
    inner join document_types as types on types.document_type = document.document_type
    left join line_totals as totals on totals.document_id = document.document_id
    left join applied
        on applied.any_document_key = document.document_id
),

settled as (
    select
        signed.*,
        case
            when signed.document_role <> 'invoice' or signed.total_amount < 0 then -1
            else 1
        end as open_sign,
        case
            when signed.unsettled_amount <> 0 and signed.base_unsettled_amount is not null then signed.base_unsettled_amount
            else {{ open_in_base('signed.unsettled_amount', 'abs(signed.total_amount)', 'abs(signed.base_total_amount)', 'signed.exchange_rate', 'company.base_currency_decimals') }}
        end as base_unsettled,
        company.base_currency_code,
        company.calendar_key
    from signed
    left join {{ ref('int_netsuite__companies') }} as company on company.company_key = signed.company_id
)

select
    'netsuite' as source_system,
    settled.document_id as document_key,
    {{ source_id('settled.document_id') }} as document_id,
    settled.document_number,
    settled.reference_number,
    settled.ledger_side,
    settled.document_role,
    settled.document_type,
    settled.company_id as company_key,
    ledger.ledger_key,
    {{ joined_key(['settled.period_id', source_id('settled.calendar_key')]) }} as period_key,
    case when settled.ledger_side = 'payable' then settled.entity_id end as vendor_key,
    case when settled.ledger_side = 'receivable' then settled.entity_id end as customer_key,
    settled.account_id as account_key,
    settled.department_id as department_key,
    currency.currency_code,
    settled.base_currency_code,
    settled.exchange_rate,
    settled.document_date,
    settled.due_date,
    terms.terms_name,
    status.status_name as source_status,
    settled.is_posted,
    settled.is_voided,
    {{ amount('settled.total_amount') }} as total_amount,
    {{ amount('settled.tax_amount') }} as tax_amount,
    {{ amount('settled.open_sign * settled.unsettled_amount') }} as open_amount,
    {{ amount('settled.base_total_amount') }} as base_total_amount,
    {{ amount('settled.base_tax_amount') }} as base_tax_amount,
    {{ amount('settled.open_sign * settled.base_unsettled') }} as base_open_amount,
    settled.line_count,
    settled.memo,
    settled.created_at,
    settled.updated_at
from settled
inner join {{ ref('int_netsuite__ledgers') }} as ledger
    on ledger.ledger_category = 'primary'
    and ledger.source_account = {{ source_account('settled.document_id') }}
left join {{ ref('int_netsuite__currencies') }} as currency on currency.currency_id = settled.currency_id
left join {{ ref('stg_netsuite__terms') }} as terms on terms.terms_id = settled.terms_id
left join {{ ref('stg_netsuite__transaction_statuses') }} as status
    on status.status_code = settled.status_code
    and status.source_document_type = settled.source_document_type
    and status.source_account = {{ source_account('settled.document_id') }}
