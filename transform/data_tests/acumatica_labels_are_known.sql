-- Types and statuses that the marts do not know, by stream: their records would be missing or count as not
-- released. Labels of another language than English are among them.
{%- set streams = ['bills', 'checks', 'invoices', 'payments', 'journal_transactions', 'ledgers', 'accounts', 'purchase_orders'] %}

with document_types as (
    {{ acumatica_document_types() }}
),

known as (
    select stream, 'type' as field, source_document_type as label from document_types
    {%- for stream, type in acumatica_excluded_document_types() %}
    union all
    select '{{ stream }}' as stream, 'type' as field, '{{ type }}' as label
    {%- endfor %}
    {%- for stream, types in {
        'ledgers': ['Actual', 'Reporting', 'Budget', 'Statistical'],
        'accounts': ['Asset', 'Liability', 'Income', 'Expense'],
        'purchase_orders': ['Normal', 'Drop-Ship', 'Project Drop-Ship', 'Blanket', 'Standard'],
    }.items() %}
    {%- for type in types %}
    union all
    select '{{ stream }}' as stream, 'type' as field, '{{ type }}' as label
    {%- endfor %}
    {%- endfor %}
    {%- for stream in streams[:5] %}
    {%- set released = 'batch' if stream == 'journal_transactions' else 'document' %}
    {%- for status in var('acumatica_released_' ~ released ~ '_statuses') + var('acumatica_unreleased_statuses') %}
    union all
    select '{{ stream }}' as stream, 'status' as field, {{ literal(status) }} as label
    {%- endfor %}
    {%- endfor %}
),

{% for stream in streams -%}
{{ stream }} as (
    {{ raw_table('acumatica', stream, {'tenant': 'text', 'type': 'text', 'status': 'text', 'id': 'text', 'is_deleted': 'boolean'}) }}
),

{% endfor -%}

labels as (
    {%- for stream in streams %}
    {%- for field in (['type', 'status'] if loop.index < 5 else ['status'] if loop.index == 5 else ['type']) %}
    select tenant, '{{ stream }}' as stream, '{{ field }}' as field, raw.{{ adapter.quote(field) }} as label
    from {{ stream }} as raw
    where {{ acumatica_is_not_deleted('raw') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    labels.tenant,
    labels.stream,
    labels.field,
    labels.label,
    count(*) as records
from labels
left join known
    on known.stream = labels.stream
    and known.field = labels.field
    and known.label = labels.label
where labels.label is not null
    and known.label is null
group by labels.tenant, labels.stream, labels.field, labels.label
