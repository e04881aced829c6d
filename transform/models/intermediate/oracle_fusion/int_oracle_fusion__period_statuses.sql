-- Oracle Fusion opens and closes a period by ledger and application.
select
    'oracle_fusion' as source_system,
    period.period_key,
    ledger.ledger_key,
    status.subledger,
    status.period_status
from {{ ref('stg_oracle_fusion__period_statuses') }} as status
inner join {{ ref('int_oracle_fusion__ledgers') }} as ledger
    on ledger.pod = status.pod
    and ledger.ledger_id = status.ledger_id
inner join {{ ref('int_oracle_fusion__periods') }} as period
    on period.calendar_key = ledger.calendar_key
    and period.period_name = status.period_name
where status.subledger is not null
