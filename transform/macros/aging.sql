{#- Aging buckets and the columns of their base-currency amounts. -#}
{% macro aging_columns() -%}
    {{ return({
        'current': 'base_current_amount',
        '1-30': 'base_1_30_amount',
        '31-60': 'base_31_60_amount',
        '61-90': 'base_61_90_amount',
        '90+': 'base_over_90_amount',
    }) }}
{%- endmacro %}

{#- The bucket of a number of days past due; due today is current. -#}
{% macro aging_bucket(days_overdue) -%}
    case
        when {{ days_overdue }} <= 0 then 'current'
        when {{ days_overdue }} <= 30 then '1-30'
        when {{ days_overdue }} <= 60 then '31-60'
        when {{ days_overdue }} <= 90 then '61-90'
        else '90+'
    end
{%- endmacro %}

{#- What is open of an item, in base currency: none of a settled one, the booked amount of an untouched one, the
    rest at the item's exchange rate. A rate that is a quotient of amounts, rounded to nine decimals, may not give the
    booked total: then what is open has its share of it. -#}
{% macro open_in_base(left, total='total', base_total='base_total', rate='exchange_rate', decimals='base_currency_decimals', is_quotient='false') -%}
    case
        when {{ left }} in (0, {{ total }}) then {{ share_of(base_total, left, total, decimals) }}
        when {{ is_quotient }} and {{ amount_in(total ~ ' * ' ~ rate, decimals) }} <> {{ base_total }}
            then {{ share_of(base_total, left, total, decimals) }}
        else {{ amount_in(left ~ ' * ' ~ rate, decimals) }}
    end
{%- endmacro %}

{#- Open items of one side (`payable`, `receivable`) on the as-of date: the entries up to it. Items
    without an open amount in either currency are excluded. -#}
{% macro open_items_as_of(ledger_side) -%}
    with items as (
        select
            source_system,
            open_item_key,
            document_key,
            document_id,
            document_number,
            document_type,
            company_key,
            ledger_key,
            account_key,
            account_number,
            vendor_key,
            customer_key,
            document_date,
            due_date,
            {{ as_of_date() }} as as_of_date,
            currency_code,
            base_currency_code,
            {{ amount("sum(case when entry_type = 'posting' then amount else 0 end)") }} as total_amount,
            {{ amount('sum(amount)') }} as open_amount,
            {{ amount('sum(base_amount)') }} as base_open_amount
        from {{ ref('fct_subledger_entry') }}
        where ledger_side = '{{ ledger_side }}'
            and entry_date <= {{ as_of_date() }}
        group by
            source_system, open_item_key, document_key, document_id, document_number, document_type, company_key,
            ledger_key, account_key, account_number, vendor_key, customer_key, document_date, due_date,
            currency_code, base_currency_code
    )

    select
        items.*,
        cast(as_of_date - due_date as integer) as days_overdue
    from items
    where open_amount <> 0 or base_open_amount <> 0
{%- endmacro %}
