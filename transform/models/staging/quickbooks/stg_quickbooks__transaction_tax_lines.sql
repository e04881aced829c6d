-- Tax lines of the transactions' current versions.
with transactions as (
    select * from {{ ref('stg_quickbooks__transactions') }}
),

raw as (
    {{ quickbooks_transaction_parts('tax_lines', {
        'realm_id': 'text', 'transaction_id': 'text', 'tax_line_index': 'integer',
        'sync_token': 'integer', 'amount': 'amount', 'tax_rate_id': 'text',
    }) }}
)

select
    raw.realm_id as company_id,
    raw.transaction_type,
    raw.transaction_id as document_id,
    raw.tax_line_index,
    coalesce(raw.amount, 0) as amount,
    raw.tax_rate_id
from raw
inner join transactions
    on {{ is_of_its_transaction('raw') }}
