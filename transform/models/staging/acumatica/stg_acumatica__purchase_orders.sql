with raw as (
    {{ raw_table('acumatica', 'purchase_orders', {
        'tenant': 'text', 'type': 'text', 'order_nbr': 'text', 'vendor_id': 'text', 'branch': 'text',
        'date': 'date', 'promised_on': 'date', 'currency_id': 'text', 'currency_rate': 'number',
        'description': 'text', 'status': 'text', 'last_modified_date_time': 'timestamp', 'set_read_at': 'timestamp',
        'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    "type" as order_type,
    order_nbr as order_number,
    vendor_id,
    branch as branch_id,
    "date" as order_date,
    promised_on as expected_receipt_date,
    currency_id as currency_code,
    coalesce(currency_rate, 1) as exchange_rate,
    description as memo,
    status as source_status,
    last_modified_date_time as updated_at,
    set_read_at
from raw
where {{ acumatica_is_not_deleted('raw') }}
