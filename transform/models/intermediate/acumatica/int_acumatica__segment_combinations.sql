-- Acumatica's implementation of `int_finance__segment_combinations`: branches with subaccounts.
with combinations as (
    select distinct
        tenant,
        branch_id,
        subaccount_id
    from {{ ref('stg_acumatica__batch_lines') }}
)

{%- for segment in acumatica_segments() %}
select
    'acumatica' as source_system,
    tenant as source_account,
    {{ acumatica_segment_combination('combinations') }} as segment_combination_key,
    {{ surrogate_key('acumatica', ['tenant', "'" ~ segment.key ~ "'", segment.code]) }} as segment_value_key
from combinations
where {{ segment.code }} is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
