-- QuickBooks' implementation of `int_finance__ledger_exceptions`.
with unexplained as (
    select
        posting.company_id,
        posting.transaction_type,
        posting.document_id,
        header.document_date,
        posting.account_id,
        case posting.part when 'unexplained' then 'amount_not_explained' else 'account_not_named' end as exception_type,
        cast(null as text) as item_id,
        sum(posting.base_amount) as base_amount,
        cast(null as {{ sql_type('number') }}) as quantity
    from {{ ref('int_quickbooks__postings') }} as posting
    inner join {{ ref('int_quickbooks__headers') }} as header
        on header.company_id = posting.company_id
        and header.transaction_type = posting.transaction_type
        and header.document_id = posting.document_id
    where posting.account_id = 'unnamed'
    group by
        posting.company_id, posting.transaction_type, posting.document_id, header.document_date, posting.account_id,
        case posting.part when 'unexplained' then 'amount_not_explained' else 'account_not_named' end
    having sum(posting.base_amount) <> 0
),

-- Goods whose cost is in no purchase: returned ones, and ones that no purchase brought.
estimated as (
    select
        company_id,
        transaction_type,
        document_id,
        document_date,
        'cost_estimated' as exception_type,
        item_id,
        sum(cost) as base_amount,
        sum(estimated_quantity) as quantity
    from {{ ref('int_quickbooks__stock_costs') }}
    where estimated_quantity > 0
    group by company_id, transaction_type, document_id, document_date, item_id
),

-- QuickBooks reports neither opening stock nor quantity adjustments.
moved as (
    select
        company_id,
        item_id,
        min(document_date) as document_date,
        sum(quantity) as quantity
    from {{ ref('int_quickbooks__stock_costs') }}
    group by company_id, item_id
),

first_documents as (
    select
        company_id,
        min(document_date) as document_date
    from {{ ref('int_quickbooks__headers') }}
    group by company_id
),

unrecorded as (
    select
        item.company_id,
        cast(null as text) as transaction_type,
        cast(null as text) as document_id,
        coalesce(moved.document_date, first_document.document_date) as document_date,
        'stock_not_recorded' as exception_type,
        item.item_id,
        cast(null as {{ sql_type('amount') }}) as base_amount,
        coalesce(item.quantity_on_hand, 0) - coalesce(moved.quantity, 0) as quantity
    from {{ ref('stg_quickbooks__items') }} as item
    inner join first_documents as first_document on first_document.company_id = item.company_id
    left join moved
        on moved.company_id = item.company_id
        and moved.item_id = item.item_id
    where item.source_item_type = 'Inventory'
        and item.quantity_on_hand is not null
        and item.quantity_on_hand <> coalesce(moved.quantity, 0)
),

exceptions as (
    select
        company_id,
        transaction_type,
        document_id,
        document_date,
        account_id,
        exception_type,
        item_id,
        base_amount,
        quantity
    from unexplained
    {%- for relation in ['estimated', 'unrecorded'] %}
    {%- for account, sign in [('expense_account_id', ''), ('asset_account_id', '-')] %}
    union all
    select
        stock.company_id,
        stock.transaction_type,
        stock.document_id,
        stock.document_date,
        item.{{ account }} as account_id,
        stock.exception_type,
        stock.item_id,
        {{ sign }}stock.base_amount as base_amount,
        stock.quantity
    from {{ relation }} as stock
    inner join {{ ref('stg_quickbooks__items') }} as item
        on item.company_id = stock.company_id
        and item.item_id = stock.item_id
    {%- endfor %}
    {%- endfor %}
)

select
    'quickbooks' as source_system,
    {{ surrogate_key('quickbooks', [
        'exception.company_id', 'exception.exception_type', 'exception.account_id',
        "coalesce(exception.transaction_type, '')", "coalesce(exception.document_id, '')", "coalesce(exception.item_id, '')",
    ]) }} as exception_key,
    exception.exception_type,
    {{ surrogate_key('quickbooks', ['exception.company_id']) }} as company_key,
    ledger.ledger_key,
    {{ surrogate_key('quickbooks', ['exception.company_id', quickbooks_month('exception.document_date')]) }} as period_key,
    {{ surrogate_key('quickbooks', ['exception.company_id', 'exception.account_id']) }} as account_key,
    {{ quickbooks_document_key('exception') }} as document_key,
    {{ surrogate_key('quickbooks', ['exception.company_id', 'exception.item_id']) }} as item_key,
    {{ amount('exception.base_amount') }} as base_amount,
    exception.quantity
from exceptions as exception
inner join {{ ref('int_quickbooks__ledgers') }} as ledger on ledger.company_id = exception.company_id
