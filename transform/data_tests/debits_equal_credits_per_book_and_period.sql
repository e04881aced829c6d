-- Every book balances in every period and company.
select
    ledger_key,
    company_key,
    period_key,
    sum(debit_amount) as debit_amount,
    sum(credit_amount) as credit_amount
from {{ ref('fct_gl_line') }}
group by ledger_key, company_key, period_key
having sum(debit_amount) <> sum(credit_amount)
