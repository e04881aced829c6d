with raw as (
    {{ raw_table('quickbooks', 'preferences', {
        'realm_id': 'text', 'accounting_info_prefs': 'json', 'currency_prefs': 'json',
        'is_deleted': 'boolean',
    }) }}
)

select
    realm_id as company_id,
    {{ json_text('currency_prefs', ['HomeCurrency', 'value']) }} as base_currency_code,
    {{ json_text('accounting_info_prefs', ['FirstMonthOfFiscalYear']) }} as fiscal_year_start_month,
    cast({{ json_text('accounting_info_prefs', ['BookCloseDate']) }} as date) as books_closed_until
from raw
where not coalesce(is_deleted, false)
