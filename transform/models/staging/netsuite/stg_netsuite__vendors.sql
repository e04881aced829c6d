with raw as (
    {{ raw_table('netsuite', 'vendors', {
        'id': 'id', 'entityid': 'text', 'entitynumber': 'integer', 'altname': 'text',
        'companyname': 'text', 'legalname': 'text', 'parent': 'id', 'category': 'id',
        'currency': 'id', 'terms': 'id', 'subsidiary': 'id', 'email': 'text', 'phone': 'text',
        'accountnumber': 'text', 'is1099eligible': 'boolean', 'isperson': 'boolean',
        'isinactive': 'boolean', 'externalid': 'text', 'datecreated': 'timestamp',
        'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as vendor_id,
    coalesce(entityid, cast(entitynumber as text)) as vendor_number,
    coalesce(companyname, altname, entityid) as vendor_name,
    legalname as legal_name,
    parent as parent_vendor_id,
    category as vendor_category_id,
    currency as currency_id,
    terms as terms_id,
    subsidiary as company_id,
    email,
    phone,
    accountnumber as our_account_number,
    is1099eligible as is_tax_reportable,
    isperson as is_person,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    datecreated as created_at,
    lastmodifieddate as updated_at
from raw
where {{ is_not_deleted('vendor', 'raw.id') }}
