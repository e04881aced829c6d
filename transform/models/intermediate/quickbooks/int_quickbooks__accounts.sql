-- QuickBooks' implementation of `int_finance__accounts`, and one per company for postings
-- whose account no record names.
with account_types as (
    select *
    from (
        values
        ('Bank', 'bank', 'asset'),
        ('Accounts Receivable', 'accounts_receivable', 'asset'),
        ('Other Current Asset', 'other_current_asset', 'asset'),
        ('Fixed Asset', 'fixed_asset', 'asset'),
        ('Other Asset', 'other_asset', 'asset'),
        ('Accounts Payable', 'accounts_payable', 'liability'),
        ('Credit Card', 'credit_card', 'liability'),
        ('Other Current Liability', 'other_current_liability', 'liability'),
        ('Long Term Liability', 'long_term_liability', 'liability'),
        ('Equity', 'equity', 'equity'),
        ('Income', 'income', 'revenue'),
        ('Other Income', 'other_income', 'revenue'),
        ('Cost of Goods Sold', 'cost_of_goods_sold', 'expense'),
        ('Expense', 'expense', 'expense'),
        ('Other Expense', 'other_expense', 'expense'),
        ('Non-Posting', 'non_posting', 'none')
    ) as types (source_account_type, account_type, account_class)
),

listed as (
    select * from {{ ref('stg_quickbooks__accounts') }}
),

unlisted as (
    {{ quickbooks_unlisted_members('account', 'listed', 'account_id') }}
),

accounts as (
    select
        company_id,
        account_id,
        account_number,
        account_name,
        description,
        parent_account_id,
        classification,
        source_account_type,
        source_account_subtype,
        is_active,
        false as is_inferred
    from listed
    union all
    select
        company_id,
        member_id as account_id,
        cast(null as text) as account_number,
        case member_id when 'unnamed' then 'Not named by QuickBooks' else 'Account ' || member_id end as account_name,
        cast(null as text) as description,
        cast(null as text) as parent_account_id,
        cast(null as text) as classification,
        cast(null as text) as source_account_type,
        cast(null as text) as source_account_subtype,
        true as is_active,
        true as is_inferred
    from unlisted
)

select
    'quickbooks' as source_system,
    accounts.company_id as source_account,
    {{ surrogate_key('quickbooks', ['accounts.company_id', 'accounts.account_id']) }} as account_key,
    {{ surrogate_key('quickbooks', ['accounts.company_id']) }} as chart_key,
    {{ surrogate_key('quickbooks', ['accounts.company_id']) }} as company_key,
    accounts.account_id,
    coalesce(accounts.account_number, accounts.account_id) as account_number,
    accounts.account_name,
    accounts.description,
    coalesce(account_types.account_type, 'unknown') as account_type,
    accounts.source_account_type,
    coalesce(account_types.account_class, lower(accounts.classification), 'unknown') as account_class,
    coalesce(accounts.source_account_subtype = 'RetainedEarnings', false) as is_retained_earnings,
    {{ surrogate_key('quickbooks', ['accounts.company_id', 'accounts.parent_account_id']) }} as parent_account_key,
    false as is_intercompany,
    false as is_summary,
    accounts.is_active,
    accounts.is_inferred
from accounts
left join account_types on account_types.source_account_type = accounts.source_account_type
