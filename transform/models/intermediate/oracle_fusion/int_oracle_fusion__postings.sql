-- Lines of journals with their account, company and cost center, and with the document that a journal
-- of payables or receivables posts. Such a journal has the number of its document before its category;
-- one that sums up documents belongs to none (unconfirmed: no resource links them).
{{ config(materialized='table') }}

with lines as (
    select
        line.*,
        ledger.ledger_key,
        ledger.calendar_key,
        combination.chart_id,
        combination.company_id,
        combination.account_id,
        combination.segment_combination_key,
        {{ surrogate_key('oracle_fusion', ['line.pod', 'combination.chart_id', 'combination.company_id']) }} as company_key,
        {{ surrogate_key('oracle_fusion', ['line.pod', 'combination.chart_id', 'combination.cost_center_segment', 'combination.cost_center_id']) }} as department_key,
        account.account_key,
        account.account_type
    from {{ ref('stg_oracle_fusion__journal_lines') }} as line
    inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
        on ledger.pod = line.pod
        and ledger.ledger_name = line.ledger_name
    inner join {{ ref('int_oracle_fusion__combinations') }} as combination
        on combination.pod = line.pod
        and combination.chart_id = ledger.chart_id
        and combination.combination = line.combination
    inner join {{ ref('int_oracle_fusion__accounts') }} as account
        on account.pod = line.pod
        and account.chart_id = combination.chart_id
        and account.account_id = combination.account_id
    where account.account_type <> 'statistical'
),

categories as (
    select *
    from (
        values
        {%- for category, types in oracle_fusion_journal_categories().items() %}
        {%- set last = loop.last %}
        {%- for type in types %}
        ('{{ category }}', '{{ type }}'){{ ',' if not (last and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    ) as types (category_name, document_type)
),

journals as (
    select distinct
        pod,
        batch_id,
        journal_id,
        journal_name,
        category_name,
        ledger_key,
        currency_code,
        effective_date
    from lines
),

matches as (
    select
        journals.pod,
        journals.batch_id,
        journals.journal_id,
        document.document_key,
        document.document_number,
        document.document_type,
        document.vendor_number,
        document.customer_number,
        document.is_voided,
        journals.effective_date,
        row_number() over (
            partition by journals.pod, journals.batch_id, journals.journal_id
            order by
                case when document.accounting_date = journals.effective_date then 0 else 1 end,
                case when document.currency_code = journals.currency_code then 0 else 1 end,
                document.document_key
        ) as preference
    from journals
    inner join categories on categories.category_name = journals.category_name
    inner join {{ ref('int_oracle_fusion__document_headers') }} as document
        on document.pod = journals.pod
        and document.document_type = categories.document_type
        and document.ledger_key = journals.ledger_key
        and document.document_number || ' ' || journals.category_name = journals.journal_name
),

-- What follows the first journal of a voided document reverses it.
placed as (
    select
        matches.*,
        is_voided and row_number() over (
            partition by document_key
            order by effective_date, length(journal_id), journal_id
        ) > 1 as is_reversal
    from matches
    where preference = 1
)

select
    lines.*,
    placed.document_key is not null as has_document,
    coalesce(
        placed.document_key || case when placed.is_reversal then '-void' else '' end,
        {{ surrogate_key('oracle_fusion', ['lines.pod', "'journal'", 'lines.journal_id']) }}
    ) as document_key,
    coalesce(
        placed.document_type || case when placed.is_reversal then '_void' else '' end, 'journal'
    ) as document_type,
    coalesce(placed.document_number, lines.journal_name) as document_number,
    placed.vendor_number,
    placed.customer_number,
    coalesce(placed.is_voided and not placed.is_reversal, false) as is_voided,
    coalesce(placed.is_reversal, false) as is_reversal
from lines
left join placed
    on placed.pod = lines.pod
    and placed.batch_id = lines.batch_id
    and placed.journal_id = lines.journal_id
