{#- `<source_system>-<id>[-<id>...]`, null when any part is null. -#}
{% macro surrogate_key(source_system, parts) -%}
    '{{ source_system }}-' || {{ joined_key(parts) }}
{%- endmacro %}

{#- Key of parts of which the first is a key already. -#}
{% macro joined_key(parts) -%}
    {% for part in parts -%}
        cast({{ part }} as text){{ " || '-' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The source's own id in an id of a raw table: `netsuite-501` is 501. -#}
{% macro source_id(id) -%}
    regexp_replace({{ id }}, '^[^-]*-', '')
{%- endmacro %}

{#- The source account in an id of a raw table: `netsuite-501` is of the account `netsuite`. -#}
{% macro source_account(id) -%}
    split_part({{ id }}, '-', 1)
{%- endmacro %}
