-- Subaccounts, with or without the separators of their segments.
with raw as (
    {{ raw_table('acumatica', 'subaccounts', {
        'tenant': 'text', 'subaccount_cd': 'text', 'description': 'text', 'active': 'boolean',
        'id': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    tenant,
    {{ acumatica_subaccount('subaccount_cd') }} as subaccount_id,
    description as subaccount_name,
    coalesce(active, true) as is_active
from raw
where {{ acumatica_is_not_deleted('raw') }}
