-- Vendors, accounts and cost centers that the warehouse and the ERP do not have alike. The warehouse
-- has what its facts use and what the company's own list (`reference.master_data`) names; the ERP has
-- what its lists contain. Accounts that only sum up are not used by design, and employees who are paid
-- expenses are no suppliers.
with members as (
    {%- for type, dimension, key, number, name, is_excluded in [
        ('vendor', 'dim_vendor', 'vendor_key', 'vendor_number', 'vendor_name', "coalesce(vendor_category = 'Employee', false)"),
        ('account', 'dim_account', 'account_key', 'account_number', 'account_name', "is_summary or is_retained_earnings or account_class = 'none'"),
        ('cost_center', 'dim_department', 'department_key', 'department_code', 'department_name', 'false'),
    ] %}
    select
        '{{ type }}' as member_type,
        source_system,
        source_account,
        {{ key }} as member_key,
        {{ number }} as member_number,
        {{ name }} as erp_name,
        is_active,
        is_inferred,
        {{ is_excluded }} as is_excluded
    from {{ ref(dimension) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

uses as (
    {%- for fact, date in [
        ('fct_gl_line', 'document_date'),
        ('int_finance__documents', 'document_date'),
        ('fct_purchase_order_line', 'order_date'),
    ] %}
    {%- for type, column in [('vendor', 'vendor_key'), ('account', 'account_key'), ('cost_center', 'department_key')] %}
    select
        '{{ type }}' as member_type,
        {{ column }} as member_key,
        {{ date }} as used_on
    from {{ ref(fact) }}
    union all
    {%- endfor %}
    {%- endfor %}
    select
        member_type,
        member_key,
        cast(null as date) as used_on
    from {{ ref('int_finance__document_names') }}
),

used as (
    select
        member_type,
        member_key,
        max(used_on) as last_used_date
    from uses
    where member_key is not null
    group by member_type, member_key
),

compared as (
    select
        coalesce(members.source_system, reference.source_system) as source_system,
        coalesce(members.source_account, reference.source_account) as source_account,
        coalesce(members.member_type, reference.member_type) as member_type,
        members.member_key,
        coalesce(members.member_number, reference.member_number) as member_number,
        case when not members.is_inferred then members.erp_name end as erp_name,
        case
            when coalesce(members.is_inferred, true) then 'missing'
            when members.is_active then 'active'
            else 'inactive'
        end as erp_status,
        case
            when used.member_key is null and reference.member_number is null then 'missing'
            when not reference.is_active then 'inactive'
            else 'active'
        end as warehouse_status,
        coalesce(reference.member_name, names.document_name) as warehouse_name,
        coalesce(members.is_excluded, false) as is_excluded,
        used.last_used_date
    from members
    full outer join {{ ref('stg_reference__master_data') }} as reference
        on reference.source_system = members.source_system
        and reference.source_account = members.source_account
        and reference.member_type = members.member_type
        and reference.member_number = members.member_number
    left join used
        on used.member_type = members.member_type
        and used.member_key = members.member_key
    left join {{ ref('int_finance__document_names') }} as names
        on names.member_type = members.member_type
        and names.member_key = members.member_key
),

findings as (
    select 'missing_in_erp' as finding, compared.* from compared
    where erp_status = 'missing' and (warehouse_status = 'active' or last_used_date is not null) and not is_excluded
    union all
    select 'inactive_in_erp' as finding, compared.* from compared
    where erp_status = 'inactive' and warehouse_status = 'active'
    union all
    select 'named_otherwise' as finding, compared.* from compared
    where trim(erp_name) <> trim(warehouse_name)
    union all
    select 'missing_in_warehouse' as finding, compared.* from compared
    where erp_status = 'active' and warehouse_status = 'missing' and not is_excluded
    union all
    select 'inactive_in_warehouse' as finding, compared.* from compared
    where erp_status = 'active' and warehouse_status = 'inactive'
)

select
    source_system,
    source_account,
    finding || '|' || member_type || '|' || coalesce(member_key, source_system || '|' || source_account || '|' || member_number) as finding_key,
    finding,
    member_type,
    member_key,
    member_number,
    erp_status,
    erp_name,
    warehouse_status,
    warehouse_name,
    last_used_date
from findings
