{#- The as-of date of the aging: `--vars '{as_of_date: 2026-01-31}'`, or today. -#}
{% macro as_of_date() -%}
    {%- if var('as_of_date', none) -%}
        cast({{ literal(var("as_of_date")) }} as date)
    {%- else -%}
        current_date
    {%- endif -%}
{%- endmacro %}
