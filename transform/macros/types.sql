{#- The SQL type of a kind of value; only JSON differs between DuckDB and Postgres. -#}
{% macro sql_type(kind) -%}
    {%- set types = {
        'id': 'text',
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

{#- Money in a currency with that number of decimals: yen have none. -#}
{% macro amount_in(expression, decimals) -%}
    case when {{ decimals }} = 0 then {{ amount('cast(' ~ expression ~ ' as decimal(18, 0))') }} else {{ amount(expression) }} end
{%- endmacro %}

{#- Decimals of a currency: what the source says, or else ISO 4217's, which has none for these. -#}
{% macro currency_decimals(currency_code, decimals='null') -%}
    coalesce({{ decimals }}, case
        when {{ currency_code }} in (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
        ) then 0
        else 2
    end)
{%- endmacro %}
