-- The balances of all accounts cancel out, before and after every period's movements.
select
    ledger_key,
    company_key,
    period_key,
    sum(opening_balance) as opening_balance,
    sum(closing_balance) as closing_balance
from {{ ref('trial_balance') }}
group by ledger_key, company_key, period_key
having sum(opening_balance) <> 0 or sum(closing_balance) <> 0
