-- Open balances of invoices and credit memos by installment.
with raw as (
    {{ raw_table('oracle_fusion', 'ar_payment_schedules', {
        'pod': 'text', 'account_id': 'text', 'installment_id': 'text', 'transaction_id': 'text',
        'payment_schedule_due_date': 'date', 'total_balance_amount': 'amount', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.installment_id,
    raw.transaction_id,
    raw.payment_schedule_due_date as due_date,
    coalesce(raw.total_balance_amount, 0) as balance
from raw
inner join {{ ref('stg_oracle_fusion__customers') }} as parent
    on parent.pod = raw.pod
    and parent.account_id = raw.account_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
