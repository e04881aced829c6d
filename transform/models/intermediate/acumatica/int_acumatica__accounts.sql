-- Acumatica's implementation of `int_finance__accounts`. Account classes are the company's own; an account
-- that vendors, employees or invoices name is a control account whatever its class.
{{ config(materialized='table') }}

with class_types as (
    select *
    from (
        values
        {%- for class, type in var('acumatica_account_classes').items() %}
        ({{ literal(class) }}, {{ literal(type) }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as types (source_account_class, account_type)
),

listed as (
    select * from {{ ref('stg_acumatica__accounts') }}
),

unlisted as (
    {{ acumatica_unlisted_members('account', 'listed', 'account_id') }}
),

control_accounts as (
    select tenant, payable_account_id as account_id, 'accounts_payable' as account_type
    from {{ ref('stg_acumatica__vendors') }}
    union
    select tenant, payable_account_id as account_id, 'accounts_payable' as account_type
    from {{ ref('stg_acumatica__employees') }}
    union
    select tenant, main_account_id as account_id, 'accounts_receivable' as account_type
    from {{ ref('stg_acumatica__documents') }}
    where stream = 'invoices'
),

accounts as (
    select
        tenant,
        account_id,
        account_name,
        source_account_type,
        source_account_class,
        is_cash_account,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        tenant,
        member_id as account_id,
        'Account ' || member_id as account_name,
        cast(null as text) as source_account_type,
        cast(null as text) as source_account_class,
        false as is_cash_account,
        true as is_active,
        true as is_inferred
    from unlisted
),

typed as (
    select
        accounts.*,
        coalesce(
            case when accounts.is_cash_account then 'bank' end,
            (
                select min(control.account_type)
                from control_accounts as control
                where control.tenant = accounts.tenant
                    and control.account_id = accounts.account_id
            ),
            class_types.account_type,
            case accounts.source_account_type
                when 'Asset' then 'other_asset'
                when 'Liability' then 'other_liability'
                when 'Income' then 'income'
                when 'Expense' then 'expense'
                else 'unknown'
            end
        ) as account_type
    from accounts
    left join class_types on class_types.source_account_class = accounts.source_account_class
)

select
    'acumatica' as source_system,
    tenant as source_account,
    {{ surrogate_key('acumatica', ['tenant', 'account_id']) }} as account_key,
    {{ surrogate_key('acumatica', ['tenant']) }} as chart_key,
    cast(null as text) as company_key,
    tenant,
    account_id,
    account_id as account_number,
    coalesce(account_name, 'Account ' || account_id) as account_name,
    account_name as description,
    account_type,
    coalesce(source_account_class, source_account_type) as source_account_type,
    case
        when account_type in ('equity', 'statistical') then case account_type when 'equity' then 'equity' else 'none' end
        when source_account_type = 'Asset' then 'asset'
        when source_account_type = 'Liability' then 'liability'
        when source_account_type = 'Income' then 'revenue'
        when source_account_type = 'Expense' then 'expense'
        else 'unknown'
    end as account_class,
    {% if var('acumatica_retained_earnings_account') -%}
    account_id = {{ literal(var("acumatica_retained_earnings_account")) }}
    {%- else -%}
    coalesce(source_account_type = 'Liability' and lower(account_name) = 'retained earnings', false)
    {%- endif %} as is_retained_earnings,
    cast(null as text) as parent_account_key,
    false as is_intercompany,
    false as is_summary,
    is_active,
    is_inferred
from typed
