-- Every delete that the account reports, with the kind of record. Transactions are reported in two
-- tables (deleted records and transaction history); one is enough.
with deleted_records as (
    {{ raw_table('netsuite', 'deleted_records', {'type': 'text', 'recordid': 'id'}) }}
),

transaction_history as (
    {{ raw_table('netsuite', 'transaction_history', {'transaction': 'id', 'action': 'text'}) }}
),

named as (
    select
        recordid as record_id,
        lower(regexp_replace("type", '[^A-Za-z]', '', 'g')) as record_type
    from deleted_records
),

kinds as (
    {%- for kind in ['vendor', 'customer', 'account', 'department', 'item', 'transaction'] %}
    select
        '{{ kind }}' as record_kind,
        record_id
    from named
    where record_type in (
        {{ literals(var('netsuite_deleted_' ~ kind ~ '_types')) }}
    )
        {%- if kind == 'transaction' %}
        or record_type like 'customtransaction%'
        {%- endif %}
    union all
    {%- endfor %}
    select
        'transaction' as record_kind,
        "transaction" as record_id
    from transaction_history
    where upper("action") = 'DELETE'
)

select distinct
    record_kind,
    record_id
from kinds
where record_id is not null
