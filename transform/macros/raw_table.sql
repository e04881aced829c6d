{#- Raw schemas of a source by the account that they hold; rows of the others name their company,
    tenant or pod themselves. NetSuite's ids are unique within an account, whose name starts them here. -#}
{% macro raw_schemas(source_name) -%}
    {%- if source_name != 'netsuite' -%}
        {{ return({'': var(source_name ~ '_schema')}) }}
    {%- endif -%}
    {%- for account in var('netsuite_accounts') if not modules.re.match('^[a-z][a-z0-9_]*$', account) or account in ['quickbooks', 'acumatica', 'oracle_fusion'] -%}
        {{ exceptions.raise_compiler_error("The name '" ~ account ~ "' in `netsuite_accounts` is not valid: it starts keys. Use lower-case letters, digits and `_`, and not `quickbooks`, `acumatica` or `oracle_fusion`.") }}
    {%- endfor -%}
    {{ return(var('netsuite_accounts')) }}
{%- endmacro %}

{#- List the raw tables before models run in threads, as `on-run-start`. While one thread fills dbt's
    cache of a schema, another one finds a part of its tables, and takes the others for missing. -#}
{% macro list_raw_tables() -%}
    {%- if execute -%}
        {%- for source in graph.sources.values() -%}
            {%- for schema in raw_schemas(source.source_name).values() -%}
                {%- do adapter.get_relation(source.database, schema, source.identifier) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- The raw table of a stream in a schema, or none if it does not exist: streams depend on the
    account's features and the role's permissions. -#}
{% macro existing_raw_table(source_name, stream, schema) -%}
    {%- set relation = source(source_name, stream) -%}
    {%- if execute -%}
        {{ return(adapter.get_relation(relation.database, schema, relation.identifier)) }}
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

{#- A select of columns of a raw table of all accounts, cast to their kinds (see `sql_type`), and
    `source_account`. A missing column is a typed null; a missing table has no rows. Rows that a loader
    marked as deleted (of an earlier version of a full-table stream) are excluded. -#}
{% macro raw_table(source_name, stream, kinds) -%}
    {%- for account, schema in raw_schemas(source_name).items() %}
    {%- set relation = existing_raw_table(source_name, stream, schema) -%}
    {%- set present = column_names(relation) %}
    select
    {%- for name, kind in kinds.items() %}
        {{ "'" ~ account ~ "-' || " if kind == 'id' and name in present -}}
        cast({{ adapter.quote(name) if name in present else 'null' }} as {{ sql_type(kind) }}) as {{ adapter.quote(name) }}
        {{- ',' if account or not loop.last }}
    {%- endfor %}
    {%- if account %}
        '{{ account }}' as source_account
    {%- endif %}
    {%- if relation %}
    from {{ relation }}
    {%- if '_sdc_deleted_at' in present %}
    where _sdc_deleted_at is null
    {%- endif %}
    {%- else %}
    where false
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
