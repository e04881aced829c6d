-- Acumatica's implementation of `int_finance__documents`. The contract has amounts in the document's
-- currency only: those in base currency are what was posted to the control account, or by a payment to
-- the cash account, which differ by discounts and exchange differences.
{{ config(materialized='table') }}

with document_types as (
    select *
    from (
        values
        ('vendor_bill', 'payable', 'invoice'),
        ('vendor_credit', 'payable', 'credit'),
        ('vendor_payment', 'payable', 'payment'),
        ('customer_invoice', 'receivable', 'invoice'),
        ('customer_credit', 'receivable', 'credit'),
        ('customer_payment', 'receivable', 'payment')
    ) as types (document_type, ledger_side, document_role)
),

documents as (
    select
        document.*,
        types.ledger_side,
        types.document_role,
        {{ acumatica_document_key('document') }} as document_key
    from {{ ref('stg_acumatica__documents') }} as document
    inner join document_types as types on types.document_type = document.document_type
),

-- The first line is that of the batch that the document names; a payment may post others when it is
-- applied. The contract has no branch and no period of checks: they have those of their cash line.
document_lines as (
    select
        line.document_key,
        line.account_id,
        line.branch_id,
        line.period_id,
        line.exchange_rate,
        line.account_type in ('accounts_payable', 'accounts_receivable') as is_control_line,
        document.document_role = 'payment' and (line.account_type = 'bank' or line.account_id = document.main_account_id) as is_cash_line,
        line.amount,
        line.ledger_debit_amount - line.ledger_credit_amount as base_amount,
        row_number() over (
            partition by line.document_key
            order by
                case when line.batch_number = document.batch_number then 0 else 1 end,
                case when line.account_type = 'bank' or line.account_id = document.main_account_id then 0 else 1 end,
                line.batch_date,
                line.batch_number,
                line.line_number
        ) as preference
    from {{ ref('int_acumatica__postings') }} as line
    inner join documents as document on document.document_key = line.document_key
    inner join {{ ref('int_acumatica__ledgers') }} as ledger
        on ledger.tenant = line.tenant
        and ledger.ledger_id = line.ledger_id
        and ledger.ledger_category = 'primary'
),

posted as (
    select
        document_key,
        min(case when is_control_line then account_id end) as control_account_id,
        max(case when preference = 1 then branch_id end) as branch_id,
        max(case when preference = 1 and is_cash_line then branch_id end) as cash_branch_id,
        max(case when preference = 1 then period_id end) as period_id,
        max(case when preference = 1 then exchange_rate end) as exchange_rate,
        abs(sum(case when is_control_line then base_amount else 0 end)) as base_amount,
        abs(sum(case when is_cash_line then amount end)) as cash_amount,
        abs(sum(case when is_cash_line then base_amount end)) as base_cash_amount
    from document_lines
    group by document_key
),

-- A cash account belongs to one branch, which checks do not name.
cash_branches as (
    select
        tenant,
        account_id,
        min(branch_id) as branch_id
    from {{ ref('int_acumatica__postings') }}
    where account_type = 'bank'
    group by tenant, account_id
),

-- Documents that are not released have no rate in the contract: the last one that was used counts.
last_rates as (
    select
        line.tenant,
        line.currency_code,
        branch.company_id,
        line.exchange_rate,
        row_number() over (
            partition by line.tenant, line.currency_code, branch.company_id
            order by line.batch_date desc, line.batch_number desc, line.line_number
        ) as preference
    from {{ ref('int_acumatica__postings') }} as line
    inner join {{ ref('int_acumatica__branches') }} as branch
        on branch.tenant = line.tenant
        and branch.branch_id = line.branch_id
    -- A batch of exchange differences has no rate.
    where line.amount <> 0
),

-- The first document of a cash account names no branch and has no postings: it is in the branch of the
-- last document of its vendor, or in that of the only company.
party_branches as (
    select
        tenant,
        module,
        party_id,
        branch_id,
        row_number() over (
            partition by tenant, module, party_id
            order by document_date desc, document_number desc
        ) as preference
    from documents
    where branch_id is not null
),

only_companies as (
    select
        tenant,
        min(branch_id) as branch_id
    from {{ ref('int_acumatica__branches') }}
    group by tenant
    having count(distinct company_id) = 1
),

line_counts as (
    select tenant, module, source_document_type, document_number, count(*) as line_count
    from (
        select tenant, module, source_document_type, document_number from {{ ref('stg_acumatica__bill_lines') }}
        union all
        select tenant, module, source_document_type, document_number from {{ ref('stg_acumatica__invoice_lines') }}
    ) as lines
    group by tenant, module, source_document_type, document_number
),

placed as (
    select
        document.*,
        coalesce(document.main_account_id, posted.control_account_id) as account_id,
        coalesce(document.period_id, posted.period_id) as posting_period_id,
        case
            when document.document_role <> 'payment' then posted.base_amount
            -- With charges in its batch, a payment is worth its amount at the batch's rate.
            when posted.cash_amount = document.amount then posted.base_cash_amount
        end as posted_base_amount,
        company.company_id,
        company.company_key,
        company.calendar_key,
        company.base_currency_code,
        company.base_currency_decimals,
        coalesce(document.currency_code, company.base_currency_code) as transaction_currency_code,
        posted.exchange_rate as posted_exchange_rate
    from documents as document
    left join posted on posted.document_key = document.document_key
    left join cash_branches
        on cash_branches.tenant = document.tenant
        and cash_branches.account_id = document.main_account_id
    left join party_branches
        on party_branches.tenant = document.tenant
        and party_branches.module = document.module
        and party_branches.party_id = document.party_id
        and party_branches.preference = 1
    left join only_companies on only_companies.tenant = document.tenant
    left join {{ ref('int_acumatica__branches') }} as branch
        on branch.tenant = document.tenant
        and branch.branch_id = coalesce(
            document.branch_id, posted.cash_branch_id, cash_branches.branch_id, posted.branch_id,
            party_branches.branch_id, only_companies.branch_id
        )
    left join {{ ref('int_acumatica__companies') }} as company
        on company.tenant = branch.tenant
        and company.company_id = branch.company_id
),

rated as (
    select
        placed.*,
        case
            when placed.transaction_currency_code = placed.base_currency_code then 1
            else coalesce(placed.posted_exchange_rate, last_rates.exchange_rate)
        end as exchange_rate,
        case
            when placed.is_voided then 0
            when placed.document_role = 'invoice' then placed.balance
            else -placed.balance
        end as open_amount
    from placed
    left join last_rates
        on last_rates.tenant = placed.tenant
        and last_rates.currency_code = placed.transaction_currency_code
        and last_rates.company_id = placed.company_id
        and last_rates.preference = 1
),

based as (
    select
        rated.*,
        coalesce(
            rated.posted_base_amount,
            {{ amount_in('rated.amount * rated.exchange_rate', 'rated.base_currency_decimals') }}
        ) as base_amount
    from rated
)

select
    'acumatica' as source_system,
    document.document_key,
    document.document_number as document_id,
    document.document_number,
    document.reference_number,
    document.ledger_side,
    document.document_role,
    case when vendor.vendor_category = 'Employee' and document.document_type = 'vendor_bill' then 'expense_report' else document.document_type end as document_type,
    document.company_key,
    ledger.ledger_key,
    {{ joined_key(['document.calendar_key', 'document.posting_period_id']) }} as period_key,
    vendor.vendor_key,
    case when document.module = 'AR' then {{ surrogate_key('acumatica', ['document.tenant', 'document.party_id']) }} end as customer_key,
    {{ surrogate_key('acumatica', ['document.tenant', 'document.account_id']) }} as account_key,
    cast(null as text) as department_key,
    document.transaction_currency_code as currency_code,
    document.base_currency_code,
    cast(document.exchange_rate as {{ sql_type('number') }}) as exchange_rate,
    document.document_date,
    document.due_date,
    document.terms_name,
    document.source_status,
    document.is_released as is_posted,
    document.is_voided,
    {{ amount('document.sign * document.amount') }} as total_amount,
    {{ amount('document.sign * document.tax_amount') }} as tax_amount,
    {{ amount('document.open_amount') }} as open_amount,
    {{ amount('document.sign * document.base_amount') }} as base_total_amount,
    {{ amount_in('document.sign * document.tax_amount * document.exchange_rate', 'document.base_currency_decimals') }} as base_tax_amount,
    {{ amount('case when document.open_amount < 0 then -1 else 1 end * ' ~ open_in_base('abs(document.open_amount)', 'document.amount', 'document.base_amount', 'document.exchange_rate', 'document.base_currency_decimals', is_quotient='true')) }} as base_open_amount,
    coalesce(line_counts.line_count, 0) as line_count,
    document.memo,
    document.created_at,
    document.updated_at
from based as document
left join {{ ref('int_acumatica__company_ledgers') }} as ledger
    on ledger.tenant = document.tenant
    and ledger.company_id = document.company_id
left join {{ ref('int_acumatica__vendors') }} as vendor
    on vendor.source_account = document.tenant
    and vendor.vendor_id = document.party_id
    and document.module = 'AP'
left join line_counts
    on line_counts.tenant = document.tenant
    and line_counts.module = document.module
    and line_counts.source_document_type = document.source_document_type
    and line_counts.document_number = document.document_number
