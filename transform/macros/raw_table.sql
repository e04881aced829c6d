{#- The raw table of a stream, or none when the loader never made it: the account's features or
    the role's permissions decide which streams exist. Also registers the lineage. -#}
{% macro existing_raw_table(source_name, stream) -%}
    {%- set relation = source(source_name, stream) -%}
    {%- if execute -%}
        {{ return(adapter.get_relation(relation.database, relation.schema, relation.identifier)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- Lower-case names of a relation's columns; none of them when there is no relation. -#}
{% macro column_names(relation) -%}
    {%- set names = [] -%}
    {%- if relation -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- do names.append(column.name | lower) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro %}

{#- A select of the wanted columns of a raw table under their own names, cast to their kind
    (see `sql_type`). A column the table lacks is a typed null; a missing table has no rows.
    Rows a loader marked as deleted (a superseded full-table version) are left out. -#}
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
