select
    exception.*,
    account.account_number,
    document.document_type,
    document.document_number,
    item.item_name
from {{ ref('int_finance__ledger_exceptions') }} as exception
left join {{ ref('dim_account') }} as account on account.account_key = exception.account_key
left join {{ ref('dim_item') }} as item on item.item_key = exception.item_key
left join (
    select
        document_key,
        max(document_type) as document_type,
        max(document_number) as document_number
    from {{ ref('fct_gl_line') }}
    group by document_key
) as document on document.document_key = exception.document_key
