-- Accounting books. An account without Multi-Book gets one primary book.
with listed as (
    select * from {{ ref('stg_netsuite__accounting_books') }}
),

unlisted as (
    {{ netsuite_unlisted_members('ledger', 'listed', 'ledger_id') }}
),

ledgers as (
    select
        ledger_id,
        ledger_name,
        is_primary_book,
        is_adjustment_only,
        is_consolidated,
        false as is_inferred
    from listed
    union all
    select
        member_id as ledger_id,
        'Book ' || {{ source_id('member_id') }} as ledger_name,
        false as is_primary_book,
        false as is_adjustment_only,
        false as is_consolidated,
        true as is_inferred
    from unlisted
),

-- Exactly one book of an account is the primary book: the flagged one, or else the first.
primary_ledger as (
    select coalesce(min(case when is_primary_book then ledger_id end), min(ledger_id)) as ledger_id
    from ledgers
    group by {{ source_account('ledger_id') }}
)

select
    'netsuite' as source_system,
    {{ source_account('ledgers.ledger_id') }} as source_account,
    ledgers.ledger_id as ledger_key,
    {{ source_id('ledgers.ledger_id') }} as ledger_id,
    ledgers.ledger_name,
    case when primary_ledger.ledger_id is not null then 'primary' else 'secondary' end as ledger_category,
    -- A book is in the base currency of each of its subsidiaries.
    cast(null as text) as currency_code,
    cast(null as integer) as currency_decimals,
    ledgers.is_adjustment_only,
    ledgers.is_consolidated,
    ledgers.is_inferred
from ledgers
left join primary_ledger on primary_ledger.ledger_id = ledgers.ledger_id
