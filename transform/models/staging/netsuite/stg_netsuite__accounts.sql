with raw as (
    {{ raw_table('netsuite', 'accounts', {
        'id': 'id', 'acctnumber': 'text', 'fullname': 'text', 'accountsearchdisplayname': 'text',
        'accountsearchdisplaynamecopy': 'text', 'description': 'text', 'accttype': 'text',
        'sspecacct': 'text', 'parent': 'id', 'currency': 'id', 'generalrate': 'text',
        'cashflowrate': 'text', 'eliminate': 'boolean', 'issummary': 'boolean',
        'isinactive': 'boolean', 'externalid': 'text', 'lastmodifieddate': 'timestamp',
    }) }}
)

select
    id as account_id,
    -- Accounts have no number if the account numbers preference is off.
    coalesce(nullif(trim(acctnumber), ''), {{ source_id('id') }}) as account_number,
    coalesce(accountsearchdisplaynamecopy, fullname, accountsearchdisplayname) as account_name,
    fullname as full_name,
    description,
    accttype as source_account_type,
    sspecacct as special_account_code,
    parent as parent_account_id,
    currency as currency_id,
    generalrate as translation_rate_type,
    coalesce(eliminate, false) as is_intercompany,
    coalesce(issummary, false) as is_summary,
    not coalesce(isinactive, false) as is_active,
    externalid as external_id,
    lastmodifieddate as updated_at
from raw
where {{ is_not_deleted('account', 'raw.id') }}
