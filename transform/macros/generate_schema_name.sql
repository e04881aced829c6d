{#- Schemas of models have the names of their folders (`staging`, `intermediate`, `finance`), the
    same in every warehouse, for dashboards to rely on. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
