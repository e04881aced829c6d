with raw as (
    {{ raw_table('netsuite', 'transaction_links', {
        'previousdoc': 'id', 'previousline': 'integer', 'nextdoc': 'id', 'nextline': 'integer',
        'linktype': 'text', 'foreignamount': 'amount', 'lastmodifieddate': 'timestamp',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.previousdoc as previous_document_id,
    raw.previousline as previous_line_id,
    raw.nextdoc as next_document_id,
    raw.nextline as next_line_id,
    raw.linktype as link_type,
    raw.foreignamount as amount,
    raw.lastmodifieddate as updated_at
from raw
inner join {{ ref('stg_netsuite__transactions') }} as previous_document on previous_document.document_id = raw.previousdoc
inner join {{ ref('stg_netsuite__transactions') }} as next_document on next_document.document_id = raw.nextdoc
where {{ is_of_last_reading('raw.set_read_at', 'previous_document.set_read_at') }}
    and {{ is_of_last_reading('raw.set_read_at', 'next_document.set_read_at') }}
