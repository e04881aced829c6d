with raw as (
    {{ raw_table('netsuite', 'transaction_lines', {
        'uniquekey': 'id', 'transaction': 'id', 'id': 'integer', 'linesequencenumber': 'integer',
        'mainline': 'boolean', 'taxline': 'boolean', 'iscogs': 'boolean',
        'accountinglinetype': 'text', 'item': 'id', 'expenseaccount': 'id', 'entity': 'id',
        'department': 'id', 'class': 'id', 'location': 'id', 'subsidiary': 'id', 'memo': 'text',
        'quantity': 'number', 'quantityshiprecv': 'number', 'quantitybilled': 'number',
        'rate': 'number', 'foreignamount': 'amount', 'foreignamountunpaid': 'amount',
        'debitforeignamount': 'amount', 'creditforeignamount': 'amount', 'isclosed': 'boolean',
        'expectedreceiptdate': 'date', 'createdfrom': 'id', 'linelastmodifieddate': 'timestamp',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.uniquekey as line_key,
    raw."transaction" as document_id,
    raw.id as line_id,
    raw.linesequencenumber as line_number,
    coalesce(raw.mainline, raw.id = 0) as is_main_line,
    coalesce(raw.taxline, false) as is_tax_line,
    coalesce(raw.iscogs, false) as is_cost_line,
    raw.accountinglinetype as accounting_line_type,
    raw.item as item_id,
    raw.expenseaccount as expense_account_id,
    raw.entity as entity_id,
    raw.department as department_id,
    raw."class" as class_id,
    raw."location" as location_id,
    -- An account without OneWorld has one company and no column for it.
    coalesce(raw.subsidiary, raw.source_account || '-1') as company_id,
    raw.memo,
    raw.quantity,
    raw.quantityshiprecv as received_quantity,
    raw.quantitybilled as billed_quantity,
    raw.rate as unit_price,
    raw.foreignamount as amount,
    raw.debitforeignamount as debit_amount,
    raw.creditforeignamount as credit_amount,
    raw.foreignamountunpaid as unpaid_amount,
    coalesce(raw.isclosed, false) as is_closed,
    raw.expectedreceiptdate as expected_receipt_date,
    raw.createdfrom as created_from_document_id,
    raw.linelastmodifieddate as updated_at
from raw
inner join {{ ref('stg_netsuite__transactions') }} as document on document.document_id = raw."transaction"
where {{ is_of_last_reading('raw.set_read_at', 'document.set_read_at') }}
