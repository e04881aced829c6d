{#- No row lacks a value in any of the columns: one query instead of a `not_null` test per column. -#}
{% test complete(model, columns) %}
select *
from {{ model }}
where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
