-- Accounts that transactions post to without naming them, by currency: QuickBooks keeps receivables
-- and payables of each currency in an account of its own. If a company has several of a kind,
-- QuickBooks uses the oldest, which has the lowest id.
with candidates as (
    select
        account.company_id,
        coalesce(account.currency_code, company.base_currency_code) as currency_code,
        company.base_currency_code,
        account.account_id,
        case
            when account.source_account_type = 'Accounts Receivable' then 'receivable'
            when account.source_account_type = 'Accounts Payable' then 'payable'
            when account.source_account_subtype = 'UndepositedFunds' then 'undeposited'
            when account.source_account_subtype in ('SalesTaxPayable', 'GlobalTaxPayable') then 'tax'
            when account.source_account_subtype = 'ExchangeGainOrLoss' then 'exchange'
        end as account_role
    from {{ ref('stg_quickbooks__accounts') }} as account
    inner join {{ ref('int_quickbooks__companies') }} as company on company.company_id = account.company_id
)

select
    company_id,
    account_role,
    currency_code,
    currency_code = base_currency_code as is_base_currency,
    account_id
from (
    select
        *,
        row_number() over (
            partition by company_id, account_role, currency_code
            order by length(account_id), account_id
        ) as place
    from candidates
    where account_role is not null
) as ranked
where place = 1
