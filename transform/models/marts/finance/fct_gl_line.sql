select
    line.*,
    ledger.is_primary_book,
    -- The book date is the posting period, not the document's own date.
    period.period_name,
    period.start_date as period_start_date,
    period.end_date as period_end_date,
    account.account_number,
    department.department_code,
    company.base_currency_code,
    coalesce(ledger.currency_code, company.base_currency_code) as ledger_currency_code,
    {{ amount('line.debit_amount - line.credit_amount') }} as net_amount
from {{ ref('int_finance__gl_lines') }} as line
inner join {{ ref('dim_ledger') }} as ledger on ledger.ledger_key = line.ledger_key
inner join {{ ref('dim_account') }} as account on account.account_key = line.account_key
left join {{ ref('dim_company') }} as company on company.company_key = line.company_key
left join {{ ref('dim_period') }} as period on period.period_key = line.period_key
left join {{ ref('dim_department') }} as department on department.department_key = line.department_key
