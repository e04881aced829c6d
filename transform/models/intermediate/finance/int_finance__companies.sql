-- Companies (legal entities) of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'company_key',
    'company_id',
    'company_code',
    'company_name',
    'legal_name',
    'parent_company_key',
    'base_currency_code',
    'base_currency_decimals',
    'calendar_key',
    'country_code',
    'is_elimination',
    'is_active',
    'is_inferred',
], [
    ref('int_netsuite__companies'),
    ref('int_quickbooks__companies'),
    ref('int_acumatica__companies'),
    ref('int_oracle_fusion__companies'),
]) }}
