select
    ledger.*,
    ledger.ledger_category = 'primary' as is_primary_book
from {{ ref('int_finance__ledgers') }} as ledger
