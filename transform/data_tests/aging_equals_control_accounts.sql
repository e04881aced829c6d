-- On the as-of date, the aging of every company, control account and currency is the balance of the
-- account: no document that posts to it is missing, and the buckets add up.
with aged as (
    {%- for aging, sign in [('ap_aging', '-'), ('ar_aging', '')] %}
    select
        company_key,
        account_key,
        currency_code,
        sum({{ sign }}open_amount) as amount,
        sum({{ sign }}base_open_amount) as base_amount,
        sum({{ sign }}({{ aging_columns().values() | join(' + ') }})) as bucketed_amount
    from {{ ref(aging) }}
    group by company_key, account_key, currency_code
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

movements as (
    select
        line.company_key,
        line.account_key,
        line.currency_code,
        coalesce(line.transaction_amount, 0) as amount,
        line.net_amount as base_amount
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_account') }} as account on account.account_key = line.account_key
    where line.is_primary_book
        and line.document_date <= {{ as_of_date() }}
        and account.account_type in ('accounts_payable', 'accounts_receivable')
    union all
    -- A payment in another currency than its invoice leaves balances in both, which are equal in base currency.
    select
        company_key,
        account_key,
        currency_code,
        case ledger_side when 'payable' then -amount else amount end as amount,
        case ledger_side when 'payable' then -base_amount else base_amount end as base_amount
    from {{ ref('fct_subledger_entry') }}
    where is_cross_currency
        and entry_date <= {{ as_of_date() }}
),

ledger as (
    select
        company_key,
        account_key,
        currency_code,
        sum(amount) as amount,
        sum(base_amount) as base_amount
    from movements
    group by company_key, account_key, currency_code
)

select
    coalesce(ledger.company_key, aged.company_key) as company_key,
    coalesce(ledger.account_key, aged.account_key) as account_key,
    coalesce(ledger.currency_code, aged.currency_code) as currency_code,
    ledger.amount as control_amount,
    aged.amount as aged_amount,
    ledger.base_amount as base_control_amount,
    aged.base_amount as base_aged_amount,
    aged.bucketed_amount
from ledger
full outer join aged
    on aged.company_key = ledger.company_key
    and aged.account_key = ledger.account_key
    and aged.currency_code = ledger.currency_code
where coalesce(ledger.amount, 0) <> coalesce(aged.amount, 0)
    or coalesce(ledger.base_amount, 0) <> coalesce(aged.base_amount, 0)
    or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_amount, 0)
