-- The chart of accounts, with NetSuite's account types mapped to source-neutral types.
with account_types as (
    select *
    from (
        values
        ('Bank', 'bank', 'asset'),
        ('AcctRec', 'accounts_receivable', 'asset'),
        ('UnbilledRec', 'unbilled_receivable', 'asset'),
        ('OthCurrAsset', 'other_current_asset', 'asset'),
        ('FixedAsset', 'fixed_asset', 'asset'),
        ('OthAsset', 'other_asset', 'asset'),
        ('DeferExpense', 'deferred_expense', 'asset'),
        ('AcctPay', 'accounts_payable', 'liability'),
        ('CredCard', 'credit_card', 'liability'),
        ('OthCurrLiab', 'other_current_liability', 'liability'),
        ('LongTermLiab', 'long_term_liability', 'liability'),
        ('DeferRevenue', 'deferred_revenue', 'liability'),
        ('Equity', 'equity', 'equity'),
        ('Income', 'income', 'revenue'),
        ('OthIncome', 'other_income', 'revenue'),
        ('COGS', 'cost_of_goods_sold', 'expense'),
        ('Expense', 'expense', 'expense'),
        ('OthExpense', 'other_expense', 'expense'),
        ('NonPosting', 'non_posting', 'none'),
        ('Stat', 'statistical', 'none')
    ) as types (source_account_type, account_type, account_class)
),

listed as (
    select * from {{ ref('stg_netsuite__accounts') }}
),

unlisted as (
    {{ netsuite_unlisted_members('account', 'listed', 'account_id') }}
),

accounts as (
    select
        account_id,
        account_number,
        account_name,
        description,
        source_account_type,
        special_account_code,
        parent_account_id,
        is_intercompany,
        is_summary,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        member_id as account_id,
        {{ source_id('member_id') }} as account_number,
        'Account ' || {{ source_id('member_id') }} as account_name,
        cast(null as text) as description,
        cast(null as text) as source_account_type,
        cast(null as text) as special_account_code,
        cast(null as text) as parent_account_id,
        false as is_intercompany,
        false as is_summary,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'netsuite' as source_system,
    {{ source_account('accounts.account_id') }} as source_account,
    accounts.account_id as account_key,
    {{ source_account('accounts.account_id') }} as chart_key,
    cast(null as text) as company_key,
    {{ source_id('accounts.account_id') }} as account_id,
    accounts.account_number,
    accounts.account_name,
    accounts.description,
    coalesce(account_types.account_type, 'unknown') as account_type,
    coalesce(listed_types.account_type_name, accounts.source_account_type) as source_account_type,
    case
        when account_types.account_class is not null then account_types.account_class
        when listed_types.is_balance_sheet and listed_types.is_debit_side then 'asset'
        when listed_types.is_balance_sheet then 'liability'
        when listed_types.is_debit_side then 'expense'
        when not listed_types.is_debit_side then 'revenue'
        else 'unknown'
    end as account_class,
    coalesce(accounts.special_account_code = 'RetEarnings', false) as is_retained_earnings,
    nullif(accounts.parent_account_id, accounts.account_id) as parent_account_key,
    accounts.is_intercompany,
    accounts.is_summary,
    accounts.is_active,
    accounts.is_inferred
from accounts
left join account_types on account_types.source_account_type = accounts.source_account_type
left join {{ ref('stg_netsuite__account_types') }} as listed_types
    on listed_types.source_account_type = accounts.source_account_type
    and listed_types.source_account = {{ source_account('accounts.account_id') }}
