-- Released documents with what they posted to control accounts, discounts included.
{{ config(materialized='table') }}

{%- set is_control = "line.account_type in ('accounts_payable', 'accounts_receivable')" %}

with posted as (
    select
        line.document_key,
        min(case when {{ is_control }} then line.batch_date end) as posting_date,
        abs(sum(case when {{ is_control }} then line.amount else 0 end)) as amount,
        abs(sum(case when {{ is_control }} then line.ledger_debit_amount - line.ledger_credit_amount else 0 end)) as base_amount,
        abs(sum(
            case
                when {{ is_control }} or line.account_type = 'bank' or account.account_class not in ('asset', 'liability') then 0
                else line.amount
            end
        )) as other_amount
    from {{ ref('int_acumatica__postings') }} as line
    inner join {{ ref('int_acumatica__accounts') }} as account on account.account_key = line.account_key
    inner join {{ ref('int_acumatica__ledgers') }} as ledger
        on ledger.tenant = line.tenant
        and ledger.ledger_id = line.ledger_id
        and ledger.ledger_category = 'primary'
    group by line.document_key
)

select
    document.*,
    {{ acumatica_document_key('document') }} as document_key,
    posted.posting_date,
    posted.amount as control_amount,
    coalesce(posted.base_amount / nullif(posted.amount, 0), 1) as control_rate,
    -- What is not open any more. What is left of a prepayment may be in an account of its own.
    {{ amount("
        coalesce(posted.amount, document.amount) - document.balance
        + case when document.document_type like '%_payment' then coalesce(posted.other_amount, 0) else 0 end
    ") }} as closed_amount
from {{ ref('stg_acumatica__documents') }} as document
left join posted on posted.document_key = {{ acumatica_document_key('document') }}
where document.is_released
