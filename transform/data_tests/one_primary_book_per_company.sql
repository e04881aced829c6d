-- A company posts to one primary ledger, and every source account has one.
select
    company_key as owner_key,
    count(distinct ledger_key) as primary_books
from {{ ref('fct_gl_line') }}
where is_primary_book
group by company_key
having count(distinct ledger_key) <> 1
union all
select
    source_system || '-' || source_account as owner_key,
    sum(case when is_primary_book then 1 else 0 end) as primary_books
from {{ ref('dim_ledger') }}
group by source_system, source_account
having sum(case when is_primary_book then 1 else 0 end) < 1
