with recursive
{{ hierarchy_ctes(ref('int_finance__accounts'), 'account_key', 'parent_account_key', 'account_number') }}

select
    account.*,
    account.account_number || ' ' || account.account_name as account_label,
    case account.account_class
        when 'asset' then 'balance_sheet'
        when 'liability' then 'balance_sheet'
        when 'equity' then 'balance_sheet'
        when 'revenue' then 'income_statement'
        when 'expense' then 'income_statement'
        else 'none'
    end as financial_statement,
    -- Debit minus credit times this sign is the reported balance.
    case when account.account_class in ('liability', 'equity', 'revenue') then -1 else 1 end as natural_sign,
    parent.account_number as parent_account_number,
    coalesce(hierarchy.top_level_key, account.account_key) as top_level_account_key,
    coalesce(top_level.account_number, account.account_number) as top_level_account_number,
    coalesce(top_level.account_name, account.account_name) as top_level_account_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, account.account_number) as hierarchy_path
from {{ ref('int_finance__accounts') }} as account
left join {{ ref('int_finance__accounts') }} as parent on parent.account_key = account.parent_account_key
left join hierarchy on hierarchy.account_key = account.account_key
left join {{ ref('int_finance__accounts') }} as top_level on top_level.account_key = hierarchy.top_level_key
