{#- The SQL type of a kind of value; only JSON differs between DuckDB and Postgres. -#}
{% macro sql_type(kind) -%}
    {%- set types = {
        'id': 'bigint',
        'integer': 'bigint',
        'text': 'text',
        'boolean': 'boolean',
        'date': 'date',
        'timestamp': 'timestamp',
        'amount': 'decimal(18, 2)',
        'number': 'decimal(28, 9)',
        'json': 'jsonb' if target.type == 'postgres' else 'json',
    } -%}
    {{ types[kind] }}
{%- endmacro %}

{#- Money with two decimals, rounded half away from zero. -#}
{% macro amount(expression) -%}
    cast({{ expression }} as {{ sql_type('amount') }})
{%- endmacro %}
