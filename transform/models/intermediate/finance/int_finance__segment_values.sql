-- Values of the segments of every source. Add a new source as a line below.
{{ config(materialized='table') }}
{{ union_sources([
    'source_system',
    'source_account',
    'segment_value_key',
    'segment_key',
    'segment_name',
    'segment_role',
    'segment_number',
    'value_code',
    'value_name',
    'parent_segment_value_key',
    'is_active',
    'is_inferred',
], [
    ref('int_netsuite__segment_values'),
    ref('int_quickbooks__segment_values'),
    ref('int_acumatica__segment_values'),
    ref('int_oracle_fusion__segment_values'),
]) }}
