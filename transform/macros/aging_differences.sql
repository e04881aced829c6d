{#- Parties whose aging differs from the current open amounts of their documents plus applications
    after the as-of date (a payment may have a future date). -#}
{%- macro aging_differences(aging, documents, document_type, party_key, document_key, document_date) -%}
with aged as (
    select
        {{ party_key }},
        sum(open_amount) as open_amount,
        sum(base_open_amount) as base_open_amount,
        sum(
            {{ aging_columns().values() | join('\n            + ') }}
        ) as bucketed_amount
    from {{ aging }}
    where document_type = '{{ document_type }}'
    group by {{ party_key }}
),

applied_later as (
    select
        document_key,
        sum(applied_amount) as applied_amount,
        sum(base_applied_amount) as base_applied_amount
    from {{ ref('int_finance__payment_applications') }}
    where application_date > {{ as_of_date() }}
    group by document_key
),

open_documents as (
    select
        document.{{ party_key }},
        sum(document.open_amount + coalesce(later.applied_amount, 0)) as open_amount,
        sum(document.base_open_amount + coalesce(later.base_applied_amount, 0)) as base_open_amount
    from {{ documents }} as document
    left join applied_later as later on later.document_key = document.{{ document_key }}
    where document.is_posted
        and not document.is_voided
        and document.{{ document_date }} <= {{ as_of_date() }}
    group by document.{{ party_key }}
)

select
    open_documents.{{ party_key }},
    open_documents.base_open_amount,
    aged.base_open_amount as aged_amount,
    aged.bucketed_amount
from open_documents
full outer join aged on aged.{{ party_key }} = open_documents.{{ party_key }}
where
    coalesce(open_documents.open_amount, 0) <> coalesce(aged.open_amount, 0)
    or coalesce(open_documents.base_open_amount, 0) <> coalesce(aged.base_open_amount, 0)
    or coalesce(aged.bucketed_amount, 0) <> coalesce(aged.base_open_amount, 0)
{%- endmacro %}
