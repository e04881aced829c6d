-- The company's own list of vendors, accounts and cost centers.
with raw as (
    {{ raw_table('reference', 'master_data', {
        'source_system': 'text', 'source_account': 'text', 'member_type': 'text', 'member_number': 'text',
        'member_name': 'text', 'is_active': 'boolean',
    }) }}
)

select
    source_system,
    source_account,
    member_type,
    member_number,
    max(nullif(trim(member_name), '')) as member_name,
    max(case when coalesce(is_active, true) then 1 else 0 end) = 1 as is_active
from raw
where member_number is not null
group by source_system, source_account, member_type, member_number
