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

{#- Posted documents of one side (`payable`, `receivable`) with their open amounts on the as-of date:
    the current open amount plus later applications. Documents dated later are excluded, and so
    are documents without an open amount in either currency. -#}
{% macro open_documents_as_of(ledger_side) -%}
    with applied_since as (
        select
            document_key,
            sum(applied_amount) as applied_amount,
            sum(base_applied_amount) as base_applied_amount
        from (
            select
                document_key,
                applied_amount,
                base_applied_amount
            from {{ ref('int_finance__payment_applications') }}
            where application_date > {{ as_of_date() }}
            union all
            select
                payment_key as document_key,
                -applied_amount as applied_amount,
                -base_applied_amount as base_applied_amount
            from {{ ref('int_finance__payment_applications') }}
            where application_date > {{ as_of_date() }}
        ) as both_ends
        group by document_key
    ),

    rolled_back as (
        select
            document.source_system,
            document.document_key,
            document.document_id,
            document.document_number,
            document.document_type,
            document.company_key,
            document.ledger_key,
            document.vendor_key,
            document.customer_key,
            document.account_key,
            document.document_date,
            coalesce(document.due_date, document.document_date) as due_date,
            {{ as_of_date() }} as as_of_date,
            document.currency_code,
            document.base_currency_code,
            document.total_amount,
            {{ amount('document.open_amount + coalesce(applied_since.applied_amount, 0)') }} as open_amount,
            {{ amount('document.base_open_amount + coalesce(applied_since.base_applied_amount, 0)') }} as base_open_amount
        from {{ ref('int_finance__documents') }} as document
        left join applied_since on applied_since.document_key = document.document_key
        where document.ledger_side = '{{ ledger_side }}'
            and document.is_posted
            and not document.is_voided
            and document.document_date <= {{ as_of_date() }}
    )

    select
        rolled_back.*,
        cast(as_of_date - due_date as integer) as days_overdue
    from rolled_back
    where open_amount <> 0 or base_open_amount <> 0
{%- endmacro %}
