-- On every date, the open items of every company, control account and currency are the balance of
-- the account. An application between currencies moves a balance from one to another: it is zero in base currency.
with movements as (
    select
        line.company_key,
        line.account_key,
        line.currency_code,
        line.document_date as movement_date,
        coalesce(line.transaction_amount, 0) as amount,
        line.net_amount as base_amount
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_account') }} as account on account.account_key = line.account_key
    where line.is_primary_book
        and account.account_type in ('accounts_payable', 'accounts_receivable')
    union all
    select
        company_key,
        account_key,
        case when not is_cross_currency then currency_code end as currency_code,
        entry_date as movement_date,
        case when is_cross_currency then 0 when ledger_side = 'payable' then amount else -amount end as amount,
        case ledger_side when 'payable' then base_amount else -base_amount end as base_amount
    from {{ ref('fct_subledger_entry') }}
)

-- Balances that differ on a date have movements that differ on that date or an earlier one.
select
    company_key,
    account_key,
    currency_code,
    movement_date,
    sum(amount) as difference,
    sum(base_amount) as base_difference
from movements
group by company_key, account_key, currency_code, movement_date
having sum(amount) <> 0 or sum(base_amount) <> 0
