-- QuickBooks' implementation of `int_finance__ledgers`: one ledger per company, on accrual basis.
select
    'quickbooks' as source_system,
    source_account,
    company_key as ledger_key,
    company_id,
    company_id as ledger_id,
    company_name as ledger_name,
    'primary' as ledger_category,
    base_currency_code as currency_code,
    base_currency_decimals as currency_decimals,
    false as is_adjustment_only,
    false as is_consolidated,
    is_inferred
from {{ ref('int_quickbooks__companies') }}
