-- Payments and credits applied to bills and invoices. Payments have a history of their applications;
-- those of debit adjustments are only on the bills that they are applied to.
with raw as (
    select 'checks' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'check_history', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'row_number': 'integer', 'doc_type': 'text',
            'history_reference_nbr': 'text', 'amount_paid': 'amount', 'cash_discount_taken': 'amount',
            'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    union all
    select 'payments' as stream, 'AR' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'payment_applications', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'row_number': 'integer',
            'display_doc_type': 'text', 'display_ref_nbr': 'text', 'amount_paid': 'amount',
            'cash_discount_taken': 'amount', 'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
    union all
    select 'bills' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'bill_applications', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'row_number': 'integer', 'doc_type': 'text',
            'application_reference_nbr': 'text', 'amount_paid': 'amount', 'cash_discount_taken': 'amount',
            'balance_write_off': 'amount', 'set_read_at': 'timestamp',
        }) }}
    ) as rows_of_stream
)

select
    tenant,
    module,
    stream,
    -- Lines have no key but their position: their id is one of the session.
    {{ joined_key(['stream', '"type"', 'reference_nbr', '"row_number"']) }} as application_id,
    case stream when 'bills' then doc_type else "type" end as payment_source_type,
    case stream when 'bills' then history_reference_nbr else reference_nbr end as payment_number,
    case stream when 'bills' then "type" else doc_type end as document_source_type,
    case stream when 'bills' then reference_nbr else history_reference_nbr end as document_number,
    -- A document is settled by what was paid, discounted and written off.
    coalesce(amount_paid, 0) + coalesce(cash_discount_taken, 0) + coalesce(balance_write_off, 0) as applied_amount,
    set_read_at
from raw
where stream <> 'bills'
    or (doc_type = 'Debit Adj.' and "type" <> 'Debit Adj.')
