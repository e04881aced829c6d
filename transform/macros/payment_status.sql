{#- The payment status of a bill or invoice. -#}
{% macro payment_status(document) -%}
    case
        when {{ document }}.is_voided then 'voided'
        when not {{ document }}.is_posted then 'not_posted'
        when {{ document }}.open_amount = 0 then 'paid'
        when {{ document }}.open_amount = {{ document }}.total_amount then 'open'
        else 'partially_paid'
    end
{%- endmacro %}
