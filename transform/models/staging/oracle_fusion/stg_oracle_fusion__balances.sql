-- Balances of account combinations from the balances cube, as last read for a ledger and period.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_balances', {
        'pod': 'text', 'ledger_id': 'text', 'accounting_period': 'text', 'currency': 'text', 'scenario': 'text',
        'detail_account_combination': 'text', 'currency_type': 'text', 'error_detail': 'text',
        'beginning_balance': 'amount', 'period_activity': 'amount', 'ending_balance': 'amount',
        'set_read_at': 'timestamp',
    }) }}
),

read as (
    select
        raw.*,
        max(set_read_at) over (partition by pod, ledger_id, accounting_period, currency) as last_read_at
    from raw
)

select
    pod,
    ledger_id,
    accounting_period as period_name,
    currency as currency_code,
    {{ oracle_fusion_combination('detail_account_combination') }} as combination,
    coalesce(beginning_balance, 0) as opening_balance,
    coalesce(period_activity, 0) as net_amount,
    coalesce(ending_balance, 0) as closing_balance
from read
where set_read_at = last_read_at
    and error_detail is null
    and coalesce(currency_type, 'Total') = 'Total'
    and coalesce(scenario, 'Actual') = 'Actual'
