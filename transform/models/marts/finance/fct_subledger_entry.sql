-- Payables and receivables as open items. What is posted to a control account opens an item per
-- document, company, account and party, on one date or several; an application moves an amount from
-- one item to another, so that it changes no total. The entries up to a date are the aging of that date.
with control_lines as (
    select
        line.*,
        case account.account_type when 'accounts_payable' then 'payable' else 'receivable' end as ledger_side,
        case account.account_type when 'accounts_payable' then line.vendor_key end as item_vendor_key,
        case account.account_type when 'accounts_receivable' then line.customer_key end as item_customer_key,
        case account.account_type when 'accounts_payable' then -1 else 1 end as item_sign,
        line.document_key || '|' || line.company_key || '|' || line.account_key || '|' || coalesce(
            case account.account_type when 'accounts_payable' then line.vendor_key else line.customer_key end, ''
        ) as open_item_key
    from {{ ref('fct_gl_line') }} as line
    inner join {{ ref('dim_account') }} as account on account.account_key = line.account_key
    where line.is_primary_book
        and account.account_type in ('accounts_payable', 'accounts_receivable')
),

items as (
    select
        source_system,
        ledger_side,
        open_item_key,
        document_key,
        document_id,
        document_number,
        document_type,
        company_key,
        ledger_key,
        account_key,
        account_number,
        item_vendor_key as vendor_key,
        item_customer_key as customer_key,
        min(document_date) as document_date,
        currency_code,
        base_currency_code,
        max(exchange_rate) as exchange_rate,
        sum(item_sign * coalesce(transaction_amount, 0)) as amount,
        sum(item_sign * net_amount) as base_amount
    from control_lines
    group by
        source_system, ledger_side, open_item_key, document_key, document_id, document_number, document_type,
        company_key, ledger_key, account_key, account_number, item_vendor_key, item_customer_key, currency_code,
        base_currency_code
),

-- The items at both ends of an application. A document with several has the application at its
-- line, or else at the item of the same party and account.
matches as (
    select
        application.application_key,
        application.application_date,
        application.applied_amount,
        application.payment_amount,
        settled.currency_code <> settling.currency_code as is_cross_currency,
        settled.open_item_key as document_item_key,
        settling.open_item_key as payment_item_key,
        row_number() over (
            partition by application.application_key
            order by
                case when settled.currency_code = settling.currency_code then 0 else 1 end,
                case when document_line.open_item_key = settled.open_item_key then 0 else 1 end,
                case when payment_line.open_item_key = settling.open_item_key then 0 else 1 end,
                case when settled.account_key = settling.account_key then 0 else 1 end,
                case
                    when coalesce(settled.vendor_key, settled.customer_key) = coalesce(settling.vendor_key, settling.customer_key) then 0
                    else 1
                end,
                settled.open_item_key,
                settling.open_item_key
        ) as preference
    from {{ ref('int_finance__payment_applications') }} as application
    inner join items as settled on settled.document_key = application.document_key
    inner join items as settling
        on settling.document_key = application.payment_key
        and settling.ledger_side = settled.ledger_side
        and settling.company_key = settled.company_key
    left join control_lines as document_line
        on document_line.document_key = application.document_key
        and document_line.line_number = application.document_line_number
    left join control_lines as payment_line
        on payment_line.document_key = application.payment_key
        and payment_line.line_number = application.payment_line_number
),

-- An application raises the open amount of one end and lowers that of the other, by the sign of
-- the payment, each in its own currency. Its value in base currency is that of the item that it
-- settles: a bill or invoice, or a credit that is applied to a payment, which may be of zero.
applied as (
    select
        matches.application_key,
        matches.application_date,
        matches.applied_amount,
        matches.payment_amount,
        matches.is_cross_currency,
        matches.document_item_key,
        matches.payment_item_key,
        case when settling.amount > 0 then -1 else 1 end as direction,
        settled.amount = 0 or settled.amount * settling.amount > 0 as is_valued_by_payment
    from matches
    inner join items as settled on settled.open_item_key = matches.document_item_key
    inner join items as settling on settling.open_item_key = matches.payment_item_key
    where matches.preference = 1
),

ends as (
    select
        applied.*,
        case when is_valued_by_payment then payment_item_key else document_item_key end as valued_item_key,
        case when is_valued_by_payment then payment_amount else applied_amount end as valued_amount
    from applied
),

-- What was left of the settled item before and after each of its applications.
remaining as (
    select
        applied.*,
        item.exchange_rate,
        -- Acumatica's lines have both amounts and no rate.
        item.source_system = 'acumatica' as is_rate_quotient,
        abs(item.amount) as total,
        abs(item.base_amount) as base_total,
        company.base_currency_decimals,
        abs(item.amount) - sum(applied.valued_amount) over (
            partition by applied.valued_item_key
            order by applied.application_date, applied.application_key
            rows between unbounded preceding and current row
        ) as left_after
    from ends as applied
    inner join items as item on item.open_item_key = applied.valued_item_key
    inner join {{ ref('dim_company') }} as company on company.company_key = item.company_key
),

valued as (
    select
        remaining.*,
        {{ open_in_base('(left_after + valued_amount)', is_quotient='is_rate_quotient') }}
        - {{ open_in_base('left_after', is_quotient='is_rate_quotient') }} as base_applied_amount
    from remaining
),

entries as (
    select
        open_item_key,
        'posting' as entry_type,
        cast(null as text) as application_key,
        false as is_cross_currency,
        document_date as entry_date,
        sum(item_sign * coalesce(transaction_amount, 0)) as amount,
        sum(item_sign * net_amount) as base_amount
    from control_lines
    group by open_item_key, document_date
    union all
    select
        document_item_key as open_item_key,
        'application' as entry_type,
        application_key,
        is_cross_currency,
        application_date as entry_date,
        -direction * applied_amount as amount,
        -direction * base_applied_amount as base_amount
    from valued
    union all
    select
        payment_item_key as open_item_key,
        'application' as entry_type,
        application_key,
        is_cross_currency,
        application_date as entry_date,
        direction * payment_amount as amount,
        direction * base_applied_amount as base_amount
    from valued
)

select
    item.source_system,
    entry.open_item_key || case
        when entry.entry_type = 'application' then '|' || entry.application_key || case when entry.amount < 0 then '|out' else '|in' end
        when entry.entry_date > item.document_date then '|' || cast(entry.entry_date as text)
        else ''
    end as entry_key,
    entry.entry_type,
    entry.entry_date,
    item.ledger_side,
    entry.open_item_key,
    item.document_key,
    item.document_id,
    item.document_number,
    item.document_type,
    entry.application_key,
    entry.is_cross_currency,
    item.company_key,
    item.ledger_key,
    item.account_key,
    item.account_number,
    item.vendor_key,
    item.customer_key,
    item.document_date,
    coalesce(document.due_date, item.document_date) as due_date,
    item.currency_code,
    {{ amount('entry.amount') }} as amount,
    item.base_currency_code,
    {{ amount('entry.base_amount') }} as base_amount
from entries as entry
inner join items as item on item.open_item_key = entry.open_item_key
left join {{ ref('int_finance__documents') }} as document on document.document_key = item.document_key
