-- No posting is missing from the general ledger or duplicated.
with ledger as (
    select
        company_key,
        count(*) as lines,
        sum(debit_amount - credit_amount) as net_amount
    from {{ ref('fct_gl_line') }}
    where source_system = 'quickbooks'
    group by company_key
),

posted as (
    select
        {{ surrogate_key('quickbooks', ['company_id']) }} as company_key,
        count(*) as lines,
        sum(base_amount) as net_amount
    from {{ ref('int_quickbooks__postings') }}
    group by company_id
)

select
    coalesce(ledger.company_key, posted.company_key) as company_key,
    ledger.lines as ledger_lines,
    posted.lines as posted_lines
from ledger
full outer join posted on posted.company_key = ledger.company_key
where coalesce(ledger.lines, 0) <> coalesce(posted.lines, 0)
    or coalesce(ledger.net_amount, 0) <> coalesce(posted.net_amount, 0)
