-- Documents of payables and receivables, each once.
with types as (
    {{ acumatica_document_types() }}
),

raw as (
    select 'bills' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'bills', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'vendor': 'text', 'date': 'date',
            'due_date': 'date', 'post_period': 'text', 'terms': 'text', 'currency_id': 'text', 'amount': 'amount',
            'balance': 'amount', 'tax_total': 'amount', 'branch_id': 'text', 'ap_account': 'text',
            'vendor_ref': 'text', 'description': 'text', 'status': 'text', 'custom_document_batch_nbr': 'text',
            'created_date_time': 'timestamp', 'last_modified_date_time': 'timestamp',
            'set_read_at': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as rows_of_stream
    union all
    select 'checks' as stream, 'AP' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'checks', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'vendor': 'text',
            'application_date': 'date', 'due_date': 'date', 'post_period': 'text', 'terms': 'text',
            'currency_id': 'text', 'payment_amount': 'amount', 'unapplied_balance': 'amount',
            'tax_total': 'amount', 'branch_id': 'text', 'cash_account': 'text', 'payment_ref': 'text',
            'description': 'text', 'status': 'text', 'custom_document_batch_nbr': 'text',
            'created_date_time': 'timestamp', 'last_modified_date_time': 'timestamp',
            'set_read_at': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as rows_of_stream
    union all
    select 'invoices' as stream, 'AR' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'invoices', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'customer': 'text', 'date': 'date',
            'due_date': 'date', 'post_period': 'text', 'terms': 'text', 'custom_document_cury_id': 'text',
            'amount': 'amount', 'balance': 'amount', 'tax_total': 'amount', 'link_branch': 'text',
            'link_ar_account': 'text', 'customer_order': 'text', 'description': 'text', 'status': 'text',
            'custom_document_batch_nbr': 'text', 'created_date_time': 'timestamp',
            'last_modified_date_time': 'timestamp',
            'set_read_at': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as rows_of_stream
    union all
    select 'payments' as stream, 'AR' as module, rows_of_stream.*
    from (
        {{ raw_table('acumatica', 'payments', {
            'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'customer_id': 'text',
            'application_date': 'date', 'due_date': 'date', 'post_period': 'text', 'terms': 'text',
            'currency_id': 'text', 'payment_amount': 'amount', 'custom_document_cury_doc_bal': 'amount',
            'tax_total': 'amount', 'branch_id': 'text', 'cash_account': 'text', 'payment_ref': 'text',
            'description': 'text', 'status': 'text', 'custom_document_batch_nbr': 'text',
            'created_date_time': 'timestamp', 'last_modified_date_time': 'timestamp',
            'set_read_at': 'timestamp', 'id': 'text', 'is_deleted': 'boolean',
        }) }}
    ) as rows_of_stream
)

select
    raw.tenant,
    raw.module,
    raw.stream,
    types.type_code,
    types.source_document_type,
    types.document_type,
    types.control_sign,
    types.sign,
    raw.reference_nbr as document_number,
    raw.vendor as party_id,
    raw."date" as document_date,
    raw.due_date,
    {{ acumatica_period('raw.post_period') }} as period_id,
    raw.terms as terms_name,
    raw.currency_id as currency_code,
    coalesce(raw.amount, 0) as amount,
    -- The balance of a prepayment invoice that was paid is what is left to apply, in another account
    -- (unconfirmed).
    case when types.type_code = 'PPI' and raw.status = 'Unapplied' then 0 else coalesce(raw.balance, 0) end as balance,
    coalesce(raw.tax_total, 0) as tax_amount,
    raw.branch_id,
    raw.ap_account as main_account_id,
    raw.vendor_ref as reference_number,
    raw.description as memo,
    raw.status as source_status,
    coalesce(raw.status in ({{ literals(var('acumatica_released_document_statuses')) }}), false) as is_released,
    coalesce(raw.status = 'Voided', false) as is_voided,
    raw.custom_document_batch_nbr as batch_number,
    raw.created_date_time as created_at,
    raw.last_modified_date_time as updated_at,
    raw.set_read_at
from raw
inner join types
    on types.stream = raw.stream
    and types.source_document_type = raw."type"
where {{ acumatica_is_not_deleted('raw') }}
