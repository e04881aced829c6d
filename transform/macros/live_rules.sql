{#- Condition: no delete of the record is known. Ids are never used again by the vendor. -#}
{% macro is_not_deleted(record_kind, id) -%}
    not exists (
    select 1
    from {{ ref('stg_netsuite__deletions') }} as deletion
    where deletion.record_kind = '{{ record_kind }}'
        and deletion.record_id = {{ id }}
)
{%- endmacro %}

{#- Condition: the row was seen when its transaction's whole set was last read; an older row was
    removed at the source. Rows of loaders that keep no reading time count as seen. -#}
{% macro is_of_last_reading(row_read_at, transaction_read_at) -%}
    coalesce({{ row_read_at }}, timestamp '1970-01-01 00:00:00') >= coalesce({{ transaction_read_at }}, timestamp '1970-01-01 00:00:00')
{%- endmacro %}
