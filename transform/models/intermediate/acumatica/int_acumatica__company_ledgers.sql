-- The actual ledger of each company: the one that it is linked to, or else one in its currency.
with candidates as (
    select
        company.tenant,
        company.company_id,
        ledger.ledger_key,
        row_number() over (
            partition by company.tenant, company.company_id
            order by case when link.ledger_id is not null then 0 else 1 end, ledger.ledger_id
        ) as preference
    from {{ ref('int_acumatica__companies') }} as company
    inner join {{ ref('int_acumatica__ledgers') }} as ledger
        on ledger.tenant = company.tenant
        and ledger.ledger_category = 'primary'
    left join {{ ref('stg_acumatica__ledger_companies') }} as link
        on link.tenant = ledger.tenant
        and link.ledger_id = ledger.ledger_id
        and link.company_id = company.company_id
    where link.ledger_id is not null
        or coalesce(ledger.currency_code, company.base_currency_code) = company.base_currency_code
)

select
    tenant,
    company_id,
    ledger_key
from candidates
where preference = 1
