-- Every period, and ledger with statuses of its own, has one status per subledger. A subledger that
-- the ERP does not close separately has the general ledger's.
with subledgers as (
    select *
    from (
        values
        ('general_ledger'), ('payables'), ('receivables'), ('inventory'), ('fixed_assets'), ('cash_management')
    ) as names (subledger)
),

statuses as (
    select * from {{ ref('int_finance__period_statuses') }}
)

select
    ledger.source_system,
    ledger.period_key || '|' || coalesce(ledger.ledger_key, '') || '|' || subledgers.subledger as period_status_key,
    ledger.period_key,
    ledger.ledger_key,
    subledgers.subledger,
    coalesce(status.period_status, ledger.period_status) as period_status
from statuses as ledger
cross join subledgers
left join statuses as status
    on status.period_key = ledger.period_key
    and coalesce(status.ledger_key, '') = coalesce(ledger.ledger_key, '')
    and status.subledger = subledgers.subledger
where ledger.subledger = 'general_ledger'
