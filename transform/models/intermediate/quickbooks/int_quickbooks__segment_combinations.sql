-- Locations and classes that occur together on transactions and their lines.
with combinations as (
    select
        company_id,
        department_id,
        class_id
    from {{ ref('stg_quickbooks__transactions') }}
    union
    select
        transactions.company_id,
        coalesce(line.department_id, transactions.department_id) as department_id,
        coalesce(line.class_id, transactions.class_id) as class_id
    from {{ ref('stg_quickbooks__transactions') }} as transactions
    inner join {{ ref('stg_quickbooks__transaction_lines') }} as line
        on line.company_id = transactions.company_id
        and line.transaction_type = transactions.transaction_type
        and line.document_id = transactions.document_id
)

{%- for segment, id in {'location': 'department_id', 'class': 'class_id'}.items() %}
select
    'quickbooks' as source_system,
    company_id as source_account,
    {{ quickbooks_segment_combination('combinations') }} as segment_combination_key,
    {{ surrogate_key('quickbooks', ['company_id', "'" ~ segment ~ "'", id]) }} as segment_value_key
from combinations
where {{ id }} is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
