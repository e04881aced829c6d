-- Rows of the histories of applications: payments and credits have a history, and bills list the debit
-- adjustments that are applied to them. A reversal is a row of its own with the opposite amount.
with raw as (
    select 'checks' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'check_history', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'doc_type': 'text',
            'history_reference_nbr': 'text', 'amount_paid': 'amount', 'cash_discount_taken': 'amount',
            'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    union all
    select 'payments' as stream, 'AR' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'payment_applications', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'display_doc_type': 'text',
            'display_ref_nbr': 'text', 'amount_paid': 'amount', 'cash_discount_taken': 'amount',
            'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    union all
    select 'bills' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'bill_applications', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'doc_type': 'text',
            'application_reference_nbr': 'text', 'amount_paid': 'amount', 'cash_discount_taken': 'amount',
            'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
),

-- A credit is a record of two streams, which are read at different times.
records as (
    {%- for stream in ['bills', 'checks', 'payments'] %}
    select '{{ stream }}' as stream, rows_of_stream.*
    from (
        {{ raw_table('acumatica', stream, {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    raw.tenant,
    raw.module,
    raw.stream,
    raw."type" as source_document_type,
    raw.reference_nbr as document_number,
    raw.doc_type as other_source_type,
    raw.history_reference_nbr as other_number,
    -- A document is settled by what was paid, discounted and written off.
    coalesce(raw.amount_paid, 0) + coalesce(raw.cash_discount_taken, 0) + coalesce(raw.balance_write_off, 0) as applied_amount,
    raw.set_read_at
from raw
left join records as record
    on record.tenant = raw.tenant
    and record.stream = raw.stream
    and record."type" = raw."type"
    and record.reference_nbr = raw.reference_nbr
where {{ is_of_last_reading('raw.set_read_at', 'record.set_read_at') }}
    and (raw.stream <> 'bills' or (raw.doc_type = 'Debit Adj.' and raw."type" <> 'Debit Adj.'))
