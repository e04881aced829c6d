-- Accounts that transactions post to without naming them. If a company has several of a kind,
-- QuickBooks uses the oldest, which has the lowest id.
with candidates as (
    select
        company_id,
        account_id,
        case
            when source_account_type = 'Accounts Receivable' then 'receivable'
            when source_account_type = 'Accounts Payable' then 'payable'
            when source_account_subtype = 'UndepositedFunds' then 'undeposited'
            when source_account_subtype in ('SalesTaxPayable', 'GlobalTaxPayable') then 'tax'
        end as account_role
    from {{ ref('stg_quickbooks__accounts') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by company_id, account_role
            order by length(account_id), account_id
        ) as place
    from candidates
    where account_role is not null
)

select
    company_id,
    max(case when account_role = 'receivable' then account_id end) as receivable_account_id,
    max(case when account_role = 'payable' then account_id end) as payable_account_id,
    max(case when account_role = 'undeposited' then account_id end) as undeposited_account_id,
    max(case when account_role = 'tax' then account_id end) as tax_account_id
from ranked
where place = 1
group by company_id
