-- QuickBooks' implementation of `int_finance__ledgers`: one ledger, on accrual basis.
select
    'quickbooks' as source_system,
    cast(null as text) as source_account,
    {{ surrogate_key('quickbooks', ["'1'"]) }} as ledger_key,
    '1' as ledger_id,
    'QuickBooks' as ledger_name,
    true as is_primary_book,
    false as is_adjustment_only,
    false as is_consolidated,
    false as is_inferred
where exists (select 1 from {{ ref('int_quickbooks__companies') }})
