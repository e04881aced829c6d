-- Ledger lines with their amounts in the ledger's currency and the documents that they belong to.
{{ config(materialized='table') }}

with lines as (
    select
        line.*,
        row_number() over (
            partition by line.tenant, line.module, line.batch_number, line.account_id, line.debit_amount, line.credit_amount
            order by line.line_number
        ) as place
    from {{ ref('stg_acumatica__batch_lines') }} as line
),

-- Amounts in base currency are outside the contract. Without them they are the line's own if the
-- batch is in base currency, or else those of the inquiry of account details.
valued as (
    select
        line.*,
        case
            when coalesce(line.base_debit_amount, line.base_credit_amount) is not null then coalesce(line.base_debit_amount, 0)
            when line.currency_code = line.ledger_currency_code then line.debit_amount
            else detail.base_debit_amount
        end as ledger_debit_amount,
        case
            when coalesce(line.base_debit_amount, line.base_credit_amount) is not null then coalesce(line.base_credit_amount, 0)
            when line.currency_code = line.ledger_currency_code then line.credit_amount
            else detail.base_credit_amount
        end as ledger_credit_amount
    from lines as line
    left join {{ ref('stg_acumatica__account_details') }} as detail
        on detail.tenant = line.tenant
        and detail.module = line.module
        and detail.batch_number = line.batch_number
        and detail.account_id = line.account_id
        and detail.debit_amount = line.debit_amount
        and detail.credit_amount = line.credit_amount
        and detail.place = line.place
),

-- The contract has no rate. What a payment settles leaves the control account at the rates of the
-- settled documents, so that the other lines of a batch come first.
rates as (
    select
        line.tenant,
        line.module,
        line.batch_number,
        coalesce(
            sum(case when account.account_type in ('accounts_payable', 'accounts_receivable') then 0 else abs(line.ledger_debit_amount - line.ledger_credit_amount) end)
            / nullif(sum(case when account.account_type in ('accounts_payable', 'accounts_receivable') then 0 else abs(line.debit_amount - line.credit_amount) end), 0),
            sum(abs(line.ledger_debit_amount - line.ledger_credit_amount))
            / nullif(sum(abs(line.debit_amount - line.credit_amount)), 0)
        ) as exchange_rate
    from valued as line
    inner join {{ ref('int_acumatica__accounts') }} as account
        on account.tenant = line.tenant
        and account.account_id = line.account_id
    where line.debit_amount <> line.credit_amount
    group by line.tenant, line.module, line.batch_number
),

-- A line names the number of its document, and mostly its type. Documents of several types may have the same
-- number, even in one batch: without a type, the one that posts to the control account on that side, and this
-- amount, is the line's.
numbered as (
    select
        line.tenant,
        line.module,
        line.batch_number,
        line.reference_number,
        line.type_code,
        max(line.batch_date) as batch_date,
        max(line.party_id) as party_id,
        sum(case when account.account_type in ('accounts_payable', 'accounts_receivable') then line.debit_amount - line.credit_amount else 0 end) as control_amount
    from valued as line
    inner join {{ ref('int_acumatica__accounts') }} as account
        on account.tenant = line.tenant
        and account.account_id = line.account_id
    where line.module in ('AP', 'AR')
    group by line.tenant, line.module, line.batch_number, line.reference_number, line.type_code
),

matches as (
    select
        numbered.tenant,
        numbered.module,
        numbered.batch_number,
        numbered.reference_number,
        numbered.type_code,
        {{ acumatica_document_key('document') }} as document_key,
        document.document_type,
        document.document_number,
        document.is_voided,
        row_number() over (
            partition by numbered.tenant, numbered.module, numbered.batch_number, numbered.reference_number, numbered.type_code
            order by
                case when document.batch_number = numbered.batch_number then 0 else 1 end,
                case when document.control_sign * numbered.control_amount > 0 then 0 else 1 end,
                case when abs(document.amount) = abs(numbered.control_amount) then 0 else 1 end,
                case when document.party_id = numbered.party_id then 0 else 1 end,
                case when document.document_date = numbered.batch_date then 0 else 1 end,
                document.type_code
        ) as preference
    from numbered
    inner join {{ ref('stg_acumatica__documents') }} as document
        on document.tenant = numbered.tenant
        and document.module = numbered.module
        and document.document_number = numbered.reference_number
        and (
            document.type_code = numbered.type_code
            or coalesce(numbered.type_code, '') not in ({{ literals(acumatica_type_codes()) }})
        )
)

select
    line.tenant,
    line.module,
    line.batch_number,
    line.line_number,
    line.ledger_id,
    line.branch_id,
    line.subaccount_id,
    line.account_id,
    account.account_key,
    account.account_type,
    line.item_id,
    line.party_id,
    line.batch_date,
    line.period_id,
    line.memo,
    line.currency_code,
    coalesce(cast(rates.exchange_rate as {{ sql_type('number') }}), 1) as exchange_rate,
    line.debit_amount - line.credit_amount as amount,
    line.ledger_debit_amount,
    line.ledger_credit_amount,
    document.document_key is not null as has_document,
    coalesce(document.document_key, {{ surrogate_key('acumatica', ['line.tenant', 'line.module', 'line.batch_number']) }}) as document_key,
    coalesce(document.document_type, case line.module
        when 'GL' then 'journal'
        when 'CA' then 'cash_transaction'
        when 'IN' then 'inventory_transaction'
        when 'FA' then 'asset_transaction'
        when 'CM' then 'currency_revaluation'
        when 'PR' then 'payroll'
        else lower(line.module) || '_batch'
    end) as document_type,
    coalesce(document.document_number, line.batch_number) as document_number,
    coalesce(document.is_voided, false) as is_voided,
    coalesce(document.document_type like '%_void', false) as is_reversal,
    line.updated_at
from valued as line
inner join {{ ref('int_acumatica__accounts') }} as account
    on account.tenant = line.tenant
    and account.account_id = line.account_id
left join rates
    on rates.tenant = line.tenant
    and rates.module = line.module
    and rates.batch_number = line.batch_number
left join matches as document
    on document.tenant = line.tenant
    and document.module = line.module
    and document.batch_number = line.batch_number
    and document.reference_number = line.reference_number
    and document.type_code is not distinct from line.type_code
    and document.preference = 1
where account.account_type <> 'statistical'
