{#- The rows of every source's model of one finance interface. Each must have all the columns. -#}
{% macro union_sources(columns, models) -%}
    {%- for model in models %}
select
    {%- for column in columns %}
    {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ model }}
{{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
