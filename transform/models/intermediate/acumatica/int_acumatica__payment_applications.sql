-- Acumatica's implementation of `int_finance__payment_applications`.
--
-- An application between currencies has the amount of one end in its history. A payment in base currency even
-- posts the base amount of what it settles, without the exchange difference (unconfirmed). So its ends share what is
-- not open any more of what their documents posted, less their applications in one currency.
{{ config(materialized='table') }}

with settlements as (
    select
        settlement.*,
        not is_cross_currency or is_of_document as is_document_amount_known
    from {{ ref('int_acumatica__settlements') }} as settlement
),

known as (
    select document_key, sum(amount) as amount
    from (
        select payment_key as document_key, amount from settlements where not is_cross_currency
        union all
        select document_key, document_sign * amount as amount from settlements where is_document_amount_known
    ) as known_ends
    group by document_key
),

-- Those of a payment by the amounts of its history.
payment_bounds as (
    select
        settlement.*,
        settlement.payment_closed_amount - coalesce(known.amount, 0) as payment_total,
        sum(settlement.amount) over (partition by settlement.payment_key, settlement.is_cross_currency) as total,
        sum(settlement.amount) over (
            partition by settlement.payment_key, settlement.is_cross_currency
            order by settlement.application_date, settlement.application_key
            rows between unbounded preceding and current row
        ) as upper_bound
    from settlements as settlement
    left join known on known.document_key = settlement.payment_key
),

used as (
    select
        application_key,
        case
            when is_cross_currency then
                {{ share_of('payment_total', 'upper_bound', 'total', currency_decimals('payment_currency_code')) }}
                - {{ share_of('payment_total', '(upper_bound - amount)', 'total', currency_decimals('payment_currency_code')) }}
            else amount
        end as payment_amount
    from payment_bounds
),

-- Those of a document by what its payments posted in base currency.
settled as (
    select
        settlement.*,
        used.payment_amount,
        {{ amount('used.payment_amount * settlement.payment_control_rate') }} as base_amount,
        settlement.document_sign * (settlement.document_closed_amount - coalesce(known.amount, 0)) as document_total
    from settlements as settlement
    inner join used on used.application_key = settlement.application_key
    left join known on known.document_key = settlement.document_key
),

document_bounds as (
    select
        settled.*,
        sum(base_amount) over (partition by document_key, is_document_amount_known) as total,
        sum(base_amount) over (
            partition by document_key, is_document_amount_known
            order by application_date, application_key
            rows between unbounded preceding and current row
        ) as upper_bound
    from settled
),

applications as (
    select
        application_key,
        payment_key,
        document_key,
        payment_type,
        document_type,
        application_date,
        false as is_reversal,
        case
            when is_document_amount_known then amount
            else
                {{ share_of('document_total', 'upper_bound', 'total', currency_decimals('document_currency_code')) }}
                - {{ share_of('document_total', '(upper_bound - base_amount)', 'total', currency_decimals('document_currency_code')) }}
        end as applied_amount,
        payment_amount
    from document_bounds
    union all
    select
        void.document_key || '-void' as application_key,
        void.document_key as payment_key,
        payment.document_key,
        void.document_type as payment_type,
        payment.document_type,
        greatest(payment.document_date, void.document_date) as application_date,
        true as is_reversal,
        payment.control_amount as applied_amount,
        payment.control_amount as payment_amount
    from {{ ref('int_acumatica__control_amounts') }} as payment
    inner join {{ ref('int_acumatica__control_amounts') }} as void
        on void.tenant = payment.tenant
        and void.module = payment.module
        and void.document_number = payment.document_number
        and void.document_type = payment.document_type || '_void'
    where payment.posting_date is not null
)

select
    'acumatica' as source_system,
    application_key,
    payment_key,
    document_key,
    payment_type,
    document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    application_date,
    is_reversal,
    {{ amount('applied_amount') }} as applied_amount,
    {{ amount('payment_amount') }} as payment_amount
from applications
