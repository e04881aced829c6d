-- Posted accounting lines of every book, without non-posting transactions, lines without an
-- amount and statistical accounts, whose debits are quantities.
with vendors as (
    select vendor_key from {{ ref('int_netsuite__vendors') }}
),

customers as (
    select customer_key from {{ ref('int_netsuite__customers') }}
),

lines as (
    select
        accounting_line.document_id,
        accounting_line.line_id,
        accounting_line.ledger_id,
        accounting_line.account_id,
        accounting_line.exchange_rate,
        accounting_line.debit_amount,
        accounting_line.credit_amount,
        document.source_document_type,
        document.document_type,
        document.document_number,
        document.document_date,
        document.period_id,
        document.currency_id,
        document.is_voided,
        document.is_reversal,
        coalesce(line.company_id, {{ source_account('document.document_id') }} || '-1') as company_id,
        line.department_id,
        line.class_id,
        line.location_id,
        line.item_id,
        coalesce(line.entity_id, document.entity_id) as entity_id,
        coalesce(line.is_main_line, false) as is_main_line,
        coalesce(line.is_tax_line, false) as is_tax_line,
        coalesce(line.memo, document.memo) as memo,
        amounts.amount as transaction_amount,
        greatest(accounting_line.updated_at, line.updated_at, document.updated_at) as updated_at
    from {{ ref('stg_netsuite__transaction_accounting_lines') }} as accounting_line
    inner join {{ ref('stg_netsuite__transactions') }} as document
        on document.document_id = accounting_line.document_id
    left join {{ ref('stg_netsuite__transaction_lines') }} as line
        on line.document_id = accounting_line.document_id
        and line.line_id = accounting_line.line_id
    left join {{ ref('int_netsuite__line_amounts') }} as amounts
        on amounts.document_id = accounting_line.document_id
        and amounts.line_id = accounting_line.line_id
    where accounting_line.is_posted
        and (accounting_line.debit_amount is not null or accounting_line.credit_amount is not null)
)

select
    'netsuite' as source_system,
    {{ joined_key(['lines.document_id', 'lines.line_id', source_id('lines.ledger_id')]) }} as gl_line_key,
    lines.company_id as company_key,
    lines.ledger_id as ledger_key,
    {{ joined_key(['lines.period_id', source_id('company.calendar_key')]) }} as period_key,
    account.account_key,
    lines.department_id as department_key,
    {{ netsuite_segment_combination('lines') }} as segment_combination_key,
    vendors.vendor_key,
    customers.customer_key,
    lines.item_id as item_key,
    lines.document_id as document_key,
    {{ source_id('lines.document_id') }} as document_id,
    lines.line_id as line_number,
    lines.document_type,
    lines.document_number,
    lines.document_date,
    entity.entity_name as party_name,
    class.class_name,
    location.location_name,
    lines.memo,
    lines.is_main_line,
    lines.is_tax_line,
    lines.is_voided,
    lines.is_reversal,
    currency.currency_code,
    lines.exchange_rate,
    {{ amount('lines.transaction_amount') }} as transaction_amount,
    {{ amount('coalesce(lines.debit_amount, 0)') }} as debit_amount,
    {{ amount('coalesce(lines.credit_amount, 0)') }} as credit_amount,
    lines.updated_at
from lines
left join {{ ref('int_netsuite__companies') }} as company on company.company_key = lines.company_id
inner join {{ ref('int_netsuite__accounts') }} as account on account.account_key = lines.account_id
left join vendors on vendors.vendor_key = lines.entity_id
left join customers on customers.customer_key = lines.entity_id
left join {{ ref('stg_netsuite__entities') }} as entity on entity.entity_id = lines.entity_id
left join {{ ref('stg_netsuite__classes') }} as class on class.class_id = lines.class_id
left join {{ ref('stg_netsuite__locations') }} as location on location.location_id = lines.location_id
left join {{ ref('int_netsuite__currencies') }} as currency on currency.currency_id = lines.currency_id
where account.account_type <> 'statistical'
