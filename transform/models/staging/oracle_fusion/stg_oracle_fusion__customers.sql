-- Customer accounts: those that have activities. REST has no list of customers.
with raw as (
    {{ raw_table('oracle_fusion', 'ar_customer_account_activities', {
        'pod': 'text', 'account_id': 'text', 'account_number': 'text', 'customer_name': 'text',
        'creation_date': 'timestamp', 'last_update_date': 'timestamp', 'set_read_at': 'timestamp',
        'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    account_id,
    account_number as customer_number,
    customer_name,
    creation_date as created_at,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
