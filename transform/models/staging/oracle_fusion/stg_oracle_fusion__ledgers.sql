-- Ledgers, without ledger sets.
with raw as (
    {{ raw_table('oracle_fusion', 'gl_ledgers', {
        'pod': 'text', 'ledger_id': 'text', 'name': 'text', 'currency_code': 'text',
        'chart_of_accounts_id': 'text', 'period_set_name': 'text', 'ledger_category_code': 'text',
        'ledger_type_code': 'text', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    ledger_id,
    name as ledger_name,
    case upper(ledger_category_code)
        when 'PRIMARY' then 'primary'
        when 'ALC' then 'reporting'
        when 'RC' then 'reporting'
        else 'secondary'
    end as ledger_category,
    currency_code,
    chart_of_accounts_id as chart_id,
    period_set_name as calendar_id
from raw
where not coalesce(is_deleted, false)
    and coalesce(ledger_type_code, 'L') <> 'S'
