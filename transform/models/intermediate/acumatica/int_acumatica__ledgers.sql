-- Acumatica's implementation of `int_finance__ledgers`. The actual ledger of a company is its primary
-- ledger; companies with one base currency may share it.
with listed as (
    select * from {{ ref('stg_acumatica__ledgers') }}
),

unlisted as (
    {{ acumatica_unlisted_members('ledger', 'listed', 'ledger_id') }}
),

ledgers as (
    select
        tenant,
        ledger_id,
        ledger_name,
        ledger_category,
        currency_code,
        false as is_inferred
    from listed
    union all
    select
        tenant,
        member_id as ledger_id,
        'Ledger ' || member_id as ledger_name,
        'primary' as ledger_category,
        cast(null as text) as currency_code,
        true as is_inferred
    from unlisted
)

select
    'acumatica' as source_system,
    ledgers.tenant as source_account,
    {{ surrogate_key('acumatica', ['ledgers.tenant', 'ledgers.ledger_id']) }} as ledger_key,
    ledgers.tenant,
    ledgers.ledger_id,
    coalesce(ledgers.ledger_name, ledgers.ledger_id) as ledger_name,
    ledgers.ledger_category,
    ledgers.currency_code,
    case
        when ledgers.currency_code is not null
            then {{ currency_decimals('ledgers.currency_code', 'currency.decimal_places') }}
    end as currency_decimals,
    false as is_adjustment_only,
    false as is_consolidated,
    ledgers.is_inferred
from ledgers
left join {{ ref('stg_acumatica__currencies') }} as currency
    on currency.tenant = ledgers.tenant
    and currency.currency_code = ledgers.currency_code
