with raw as (
    {{ raw_table('netsuite', 'customers', {
        'id': 'id', 'entityid': 'text', 'entitynumber': 'integer', 'altname': 'text',
        'companyname': 'text', 'parent': 'id', 'category': 'id', 'currency': 'id', 'terms': 'id',
        'email': 'text', 'phone': 'text', 'accountnumber': 'text', 'creditlimit': 'amount',
        'isperson': 'boolean', 'isinactive': 'boolean', 'externalid': 'text',
        'datecreated': 'timestamp', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as customer_id,
    coalesce(entityid, cast(entitynumber as text)) as customer_number,
    coalesce(companyname, altname, entityid) as customer_name,
    parent as parent_customer_id,
    category as customer_category_id,
    currency as currency_id,
    terms as terms_id,
    email,
    phone,
    accountnumber as our_account_number,
    creditlimit as credit_limit,
    isperson as is_person,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    datecreated as created_at,
    lastmodifieddate as updated_at
from raw
where {{ is_not_deleted('customer', 'raw.id') }}
