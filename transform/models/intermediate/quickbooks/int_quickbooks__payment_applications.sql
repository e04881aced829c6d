-- QuickBooks' implementation of `int_finance__payment_applications`. A payment settles the documents on its
-- lines with its own amount and with the credits on its lines, which are applied to the payment:
-- credit memos, vendor credits, and journal entries, deposits or checks that work like them.
{{ config(materialized='table') }}

with settlements as (
    select
        settlement.*,
        payment.document_type as own_type,
        settled.document_type as linked_type
    from {{ ref('int_quickbooks__settlements') }} as settlement
    inner join {{ ref('int_quickbooks__headers') }} as payment on payment.document_key = settlement.payment_key
    inner join {{ ref('int_quickbooks__headers') }} as settled on settled.document_key = settlement.settled_key
)

select
    'quickbooks' as source_system,
    application_key,
    case when is_credit then settled_key else payment_key end as payment_key,
    case when is_credit then payment_key else settled_key end as document_key,
    case when is_credit then linked_type else own_type end as payment_type,
    case when is_credit then own_type else linked_type end as document_type,
    cast(null as bigint) as document_line_number,
    cast(null as bigint) as payment_line_number,
    application_date,
    false as is_reversal,
    {{ amount('applied_amount') }} as applied_amount,
    {{ amount('applied_amount') }} as payment_amount
from settlements
