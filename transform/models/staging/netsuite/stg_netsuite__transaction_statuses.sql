with raw as (
    {{ raw_table('netsuite', 'transaction_statuses', {
        'id': 'text', 'trantype': 'text', 'trancustomtype': 'text', 'name': 'text',
    }) }}
)

select
    source_account,
    "id" as status_code,
    trantype as source_document_type,
    -- Custom transaction types may use other names for the same letter.
    max("name") as status_name
from raw
group by source_account, "id", trantype
