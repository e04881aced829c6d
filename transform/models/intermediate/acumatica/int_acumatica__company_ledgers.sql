-- The actual ledger of each company: the one that it is linked to, or else one in its currency, one that
-- it posts to, or the only one.
with posted as (
    select
        branch.tenant,
        branch.company_id,
        line.ledger_id,
        count(*) as line_count
    from {{ ref('stg_acumatica__batch_lines') }} as line
    inner join {{ ref('int_acumatica__branches') }} as branch
        on branch.tenant = line.tenant
        and branch.branch_id = line.branch_id
    group by branch.tenant, branch.company_id, line.ledger_id
),

primary_ledgers as (
    select
        ledger.*,
        count(*) over (partition by ledger.tenant) as ledger_count
    from {{ ref('int_acumatica__ledgers') }} as ledger
    where ledger.ledger_category = 'primary'
),

candidates as (
    select
        company.tenant,
        company.company_id,
        ledger.ledger_key,
        row_number() over (
            partition by company.tenant, company.company_id
            order by
                case when link.ledger_id is not null then 0 else 1 end,
                case when coalesce(ledger.currency_code, company.base_currency_code) = company.base_currency_code then 0 else 1 end,
                coalesce(posted.line_count, 0) desc,
                ledger.ledger_id
        ) as preference
    from {{ ref('int_acumatica__companies') }} as company
    inner join primary_ledgers as ledger on ledger.tenant = company.tenant
    left join {{ ref('stg_acumatica__ledger_companies') }} as link
        on link.tenant = ledger.tenant
        and link.ledger_id = ledger.ledger_id
        and link.company_id = company.company_id
    left join posted
        on posted.tenant = company.tenant
        and posted.company_id = company.company_id
        and posted.ledger_id = ledger.ledger_id
    where link.ledger_id is not null
        or coalesce(ledger.currency_code, company.base_currency_code) = company.base_currency_code
        or posted.line_count is not null
        or ledger.ledger_count = 1
)

select
    tenant,
    company_id,
    ledger_key
from candidates
where preference = 1
