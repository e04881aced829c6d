-- Account combinations, one row per segment that a combination has. Names of segments are the
-- customer's own.
{%- set segments = oracle_fusion_segments() %}
{%- set kinds = {
    'pod': 'text', 'code_combination_id': 'text', 'chart_of_accounts_id': 'text', 'account_type': 'text',
    'financial_category': 'text', 'enabled_flag': 'text', 'is_deleted': 'boolean',
} %}
{%- for segment in segments %}
{%- do kinds.update({segment.name: 'text'}) %}
{%- endfor %}
with raw as (
    {{ raw_table('oracle_fusion', 'gl_accounts', kinds) }}
)

{%- for segment in segments or [{'name': none}] %}
select
    pod,
    chart_of_accounts_id as chart_id,
    code_combination_id as combination_id,
    upper(account_type) as account_type,
    upper(financial_category) as financial_category,
    {{ oracle_fusion_flag('enabled_flag') }} as is_active,
    {{ literal(segment.name) if segment.name else 'cast(null as text)' }} as segment_name,
    {{ loop.index }} as segment_number,
    {{ adapter.quote(segment.name) if segment.name else 'cast(null as text)' }} as value_code
from raw
where not coalesce(is_deleted, false)
    and {{ adapter.quote(segment.name) ~ ' is not null' if segment.name else 'false' }}
{{ 'union all' if not loop.last }}
{%- endfor %}
