{#- Schemas of models have the names of their folders (`staging`, `intermediate`, `finance`), for
    dashboards to rely on. A target with a schema of its own, such as a tenant's or a developer's,
    starts them: `acme_finance`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if not custom_schema_name -%}
        {{ target.schema }}
    {%- elif target.schema in ('main', 'public') -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
