{#- A text, such as the value of a variable, as a literal: names may have apostrophes. -#}
{% macro literal(text) -%}
    '{{ dbt.escape_single_quotes(text | string) }}'
{%- endmacro %}

{#- A list of texts in a condition. -#}
{% macro literals(texts) -%}
    {%- for text in texts %}{{ literal(text) }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
