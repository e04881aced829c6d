-- The inquiry of posted lines, whose amounts in base currency stand in for lines that have none.
with raw as (
    {{ raw_table('acumatica', 'account_details', {
        'tenant': 'text', 'module': 'text', 'batch_number': 'text', 'account': 'text', 'subaccount': 'text',
        'branch': 'text', 'debit_amount': 'amount', 'credit_amount': 'amount',
        'debit_amount_in_base_currency': 'amount', 'credit_amount_in_base_currency': 'amount',
        'row_number': 'integer',
    }) }}
)

select
    tenant,
    module,
    batch_number,
    account as account_id,
    coalesce(debit_amount, 0) as debit_amount,
    coalesce(credit_amount, 0) as credit_amount,
    debit_amount_in_base_currency as base_debit_amount,
    credit_amount_in_base_currency as base_credit_amount,
    -- Lines with equal amounts on an account differ by their order only.
    row_number() over (
        partition by tenant, module, batch_number, account, coalesce(debit_amount, 0), coalesce(credit_amount, 0)
        order by "row_number"
    ) as place
from raw
