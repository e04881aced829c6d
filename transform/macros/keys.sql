{#- `<source_system>-<id>[-<id>...]`, null when any part is null. -#}
{% macro surrogate_key(source_system, parts) -%}
    '{{ source_system }}-' || {% for part in parts -%}
        cast({{ part }} as text){{ " || '-' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
