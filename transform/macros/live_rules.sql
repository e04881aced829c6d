{#- Condition: the record is not deleted. NetSuite never reuses ids. -#}
{% macro is_not_deleted(record_kind, id) -%}
    not exists (
    select 1
    from {{ ref('stg_netsuite__deletions') }} as deletion
    where deletion.record_kind = '{{ record_kind }}'
        and deletion.record_id = {{ id }}
)
{%- endmacro %}

{#- Condition: the row was part of its transaction group when the group was last read; an older row
    was removed at the source. Rows without a read timestamp count as live. -#}
{% macro is_of_last_reading(row_read_at, transaction_read_at) -%}
    coalesce({{ row_read_at }}, timestamp '1970-01-01 00:00:00') >= coalesce({{ transaction_read_at }}, timestamp '1970-01-01 00:00:00')
{%- endmacro %}
