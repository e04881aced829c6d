{#- The SQL type of a kind of value; only JSON differs between DuckDB and Postgres. -#}
{% macro sql_type(kind) -%}
    {%- set types = {
        'id': 'text',
        'integer': 'bigint',
        'text': 'text',
        'boolean': 'boolean',
        'date': 'date',
        'timestamp': 'timestamp',
        'amount': 'decimal(18, 3)',
        'number': 'decimal(28, 9)',
        'json': 'jsonb' if target.type == 'postgres' else 'json',
    } -%}
    {{ types[kind] }}
{%- endmacro %}

{#- Money with the three decimals that a currency may have, rounded half away from zero. -#}
{% macro amount(expression) -%}
    cast({{ expression }} as {{ sql_type('amount') }})
{%- endmacro %}

{#- Money in a currency with that number of decimals, of a product or quotient: yen have none. -#}
{% macro amount_in(expression, decimals) -%}
    case {{ decimals }}
        when 0 then {{ amount('cast(' ~ expression ~ ' as decimal(18, 0))') }}
        when 3 then {{ amount(expression) }}
        else {{ amount('cast(' ~ expression ~ ' as decimal(18, 2))') }}
    end
{%- endmacro %}

{#- The share of an amount that a part has of a total, with that number of decimals. DuckDB divides decimals as
    floating-point numbers: nine decimals keep what is halfway between two amounts there. -#}
{% macro share_of(whole, part, total, decimals) -%}
    case
        when {{ part }} = 0 then 0
        when {{ part }} = {{ total }} then {{ whole }}
        else {{ amount_in('cast(' ~ whole ~ ' * ' ~ part ~ ' / nullif(' ~ total ~ ', 0) as ' ~ sql_type('number') ~ ')', decimals) }}
    end
{%- endmacro %}

{#- Decimals of a currency: what the source says, or else ISO 4217's. -#}
{% macro currency_decimals(currency_code, decimals='null') -%}
    coalesce({{ decimals }}, case
        when {{ currency_code }} in (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
        ) then 0
        when {{ currency_code }} in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2
    end)
{%- endmacro %}
