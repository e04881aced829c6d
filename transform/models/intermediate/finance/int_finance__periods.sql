-- Posting periods of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'period_key',
    'calendar_key',
    'period_id',
    'period_name',
    'start_date',
    'end_date',
    'fiscal_quarter_name',
    'fiscal_year_name',
    'fiscal_year_start_date',
    'is_adjustment',
    'is_closed',
    'is_locked',
    'is_inferred',
], [
    ref('int_netsuite__periods'),
    ref('int_quickbooks__periods'),
    ref('int_acumatica__periods'),
    ref('int_oracle_fusion__periods'),
]) }}
