with raw as (
    {{ raw_table('netsuite', 'transactions', {
        'id': 'id', 'type': 'text', 'customtype': 'text', 'tranid': 'text',
        'transactionnumber': 'text', 'otherrefnum': 'text', 'trandate': 'date', 'duedate': 'date',
        'closedate': 'date', 'postingperiod': 'id', 'posting': 'boolean', 'entity': 'id',
        'currency': 'id', 'exchangerate': 'number', 'terms': 'id', 'status': 'text',
        'approvalstatus': 'integer', 'foreignamountunpaid': 'amount',
        'foreignpaymentamountunused': 'amount', 'voided': 'boolean', 'void': 'boolean',
        'isreversal': 'boolean', 'reversal': 'id', 'memo': 'text', 'externalid': 'text',
        'createddate': 'timestamp', 'lastmodifieddate': 'timestamp', 'set_read_at': 'timestamp',
    }) }}
)

select
    id as document_id,
    "type" as source_document_type,
    {{ netsuite_document_type('"type"') }} as document_type,
    coalesce(tranid, transactionnumber) as document_number,
    otherrefnum as reference_number,
    trandate as document_date,
    duedate as due_date,
    closedate as closed_date,
    postingperiod as period_id,
    coalesce(posting, false) as is_posted,
    entity as entity_id,
    coalesce(currency, source_account || '-1') as currency_id,
    coalesce(exchangerate, 1) as exchange_rate,
    terms as terms_id,
    -- One letter per type; some accounts prefix it with the type ("VendBill:A").
    regexp_replace(status, '^.*:', '') as status_code,
    coalesce(voided, "void", false) as is_voided,
    coalesce(isreversal, false) as is_reversal,
    reversal as reversal_document_id,
    foreignamountunpaid as unpaid_amount,
    foreignpaymentamountunused as unapplied_amount,
    memo,
    externalid as external_id,
    createddate as created_at,
    lastmodifieddate as updated_at,
    set_read_at
from raw
where {{ is_not_deleted('transaction', 'raw.id') }}
