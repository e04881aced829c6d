{#- Key of the values of segments that occur together, empty without any value: `<prefix>-<id>.<id>`. -#}
{% macro segment_combination_key(prefix, ids) -%}
    case
        when coalesce({{ ids | join(', ') }}) is not null
            then {{ prefix }} || '-' || {% for id in ids %}coalesce({{ id }}, ''){{ " || '.' || " if not loop.last }}{% endfor %}
    end
{%- endmacro %}

{#- Key of the department, class and location of a NetSuite line. -#}
{% macro netsuite_segment_combination(line) -%}
    {%- set ids = [] -%}
    {%- for segment in ['department', 'class', 'location'] -%}
        {%- do ids.append(line ~ '.' ~ segment ~ '_id') -%}
    {%- endfor -%}
    {%- set codes = [] -%}
    {%- for id in ids -%}
        {%- do codes.append(source_id(id)) -%}
    {%- endfor -%}
    {{ segment_combination_key('split_part(coalesce(' ~ ids | join(', ') ~ "), '-', 1)", codes) }}
{%- endmacro %}

{#- Key of a department, class or location of NetSuite by its kind and the id of the raw table. -#}
{% macro netsuite_segment_value(segment, id) -%}
    {{ source_account(id) }} || '-' || {{ segment }} || '-' || {{ source_id(id) }}
{%- endmacro %}

{#- Key of the location and class of a QuickBooks line. -#}
{% macro quickbooks_segment_combination(line) -%}
    {{ segment_combination_key("'quickbooks-' || " ~ line ~ '.company_id', [line ~ '.department_id', line ~ '.class_id']) }}
{%- endmacro %}

{#- Key of the branch and subaccount of an Acumatica line. -#}
{% macro acumatica_segment_combination(line) -%}
    {{ segment_combination_key("'acumatica-' || " ~ line ~ '.tenant', [line ~ '.branch_id', line ~ '.subaccount_id']) }}
{%- endmacro %}
