select
    source_system,
    source_account,
    sum(case when is_primary_book then 1 else 0 end) as primary_books
from {{ ref('dim_ledger') }}
group by source_system, source_account
having sum(case when is_primary_book then 1 else 0 end) <> 1
