{#- Models live in the schema their folder names (`staging`, `intermediate`, `finance`), the same
    in every warehouse, so that dashboards can rely on it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
