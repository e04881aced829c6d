{#- The SQL type of a kind of value; the spelling is common to DuckDB and Postgres. -#}
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
    } -%}
    {{ types[kind] }}
{%- endmacro %}

{#- Money with two decimals, rounded half away from zero. -#}
{% macro amount(expression) -%}
    cast({{ expression }} as {{ sql_type('amount') }})
{%- endmacro %}
