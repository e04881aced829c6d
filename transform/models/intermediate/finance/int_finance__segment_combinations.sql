-- Segment values that occur together on ledger lines of every source, one row per value. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'segment_combination_key',
    'segment_value_key',
], [
    ref('int_netsuite__segment_combinations'),
    ref('int_quickbooks__segment_combinations'),
    ref('int_acumatica__segment_combinations'),
    ref('int_oracle_fusion__segment_combinations'),
]) }}
