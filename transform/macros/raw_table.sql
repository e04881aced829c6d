{#- The raw table of a stream, or none if it does not exist: streams depend on the account's
    features and the role's permissions. Also registers the lineage. -#}
{% macro existing_raw_table(source_name, stream) -%}
    {%- set relation = source(source_name, stream) -%}
    {%- if execute -%}
        {{ return(adapter.get_relation(relation.database, relation.schema, relation.identifier)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- Lower-case names of a relation's columns; empty without a relation. -#}
{% macro column_names(relation) -%}
    {%- set names = [] -%}
    {%- if relation -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- do names.append(column.name | lower) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro %}

{#- A select of columns of a raw table, cast to their kinds (see `sql_type`). A missing column is a
    typed null; a missing table has no rows. Rows that a loader marked as deleted (of an earlier
    version of a full-table stream) are excluded. -#}
{% macro raw_table(source_name, stream, kinds) -%}
    {%- set relation = existing_raw_table(source_name, stream) -%}
    {%- set present = column_names(relation) -%}
    select
    {%- for name, kind in kinds.items() %}
        cast({{ adapter.quote(name) if name in present else 'null' }} as {{ sql_type(kind) }}) as {{ adapter.quote(name) }}
        {{- ',' if not loop.last }}
    {%- endfor %}
    {%- if relation %}
    from {{ relation }}
    {%- if '_sdc_deleted_at' in present %}
    where _sdc_deleted_at is null
    {%- endif %}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro %}
