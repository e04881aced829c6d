-- Lines of the batches that count. A line that was removed from its batch was read before the batch.
with raw as (
    {{ raw_table('acumatica', 'journal_transaction_lines', {
        'tenant': 'text', 'module': 'text', 'batch_nbr': 'text', 'line_nbr': 'integer', 'account': 'text',
        'subaccount': 'text', 'branch_id': 'text', 'debit_amount': 'amount', 'credit_amount': 'amount',
        'custom_gl_tran_module_bat_nbr_debit_amt': 'amount',
        'custom_gl_tran_module_bat_nbr_credit_amt': 'amount',
        'custom_gl_tran_module_bat_nbr_fin_period_id': 'text',
        'custom_gl_tran_module_bat_nbr_inventory_id': 'text',
        'custom_gl_tran_module_bat_nbr_tran_type': 'text', 'transaction_description': 'text',
        'reference_nbr': 'text', 'vendor_or_customer': 'text', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    raw.tenant,
    raw.module,
    raw.batch_nbr as batch_number,
    raw.line_nbr as line_number,
    batch.ledger_id,
    coalesce(raw.branch_id, batch.branch_id) as branch_id,
    batch.currency_code,
    batch.ledger_currency_code,
    batch.batch_date,
    -- A line of another company than its batch's is in a period of that company's calendar.
    coalesce({{ acumatica_period('raw.custom_gl_tran_module_bat_nbr_fin_period_id') }}, batch.period_id) as period_id,
    raw.account as account_id,
    {{ acumatica_subaccount('raw.subaccount') }} as subaccount_id,
    raw.custom_gl_tran_module_bat_nbr_inventory_id as item_id,
    raw.vendor_or_customer as party_id,
    raw.reference_nbr as reference_number,
    raw.custom_gl_tran_module_bat_nbr_tran_type as type_code,
    coalesce(raw.transaction_description, batch.memo) as memo,
    coalesce(raw.debit_amount, 0) as debit_amount,
    coalesce(raw.credit_amount, 0) as credit_amount,
    raw.custom_gl_tran_module_bat_nbr_debit_amt as base_debit_amount,
    raw.custom_gl_tran_module_bat_nbr_credit_amt as base_credit_amount,
    batch.updated_at
from raw
inner join {{ ref('stg_acumatica__batches') }} as batch
    on batch.tenant = raw.tenant
    and batch.module = raw.module
    and batch.batch_number = raw.batch_nbr
where not coalesce(raw.is_deleted, false)
    and {{ is_of_last_reading('raw.set_read_at', 'batch.set_read_at') }}
