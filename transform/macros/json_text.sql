{#- The text at a path of a JSON column, null if there is none. -#}
{% macro json_text(column, path) -%}
    {%- if target.type == 'postgres' -%}
    {{ column }} #>> '{ {{- path | join(',') -}} }'
    {%- else -%}
    json_extract_string({{ column }}, '$.{{ path | join(".") }}')
    {%- endif -%}
{%- endmacro %}
