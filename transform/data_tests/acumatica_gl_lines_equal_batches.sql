-- No line of a batch that counts is missing from the general ledger or duplicated, and no such batch is
-- without lines: they were not loaded with it, or read before it.
with ledger as (
    select
        ledger_key,
        count(*) as lines
    from {{ ref('fct_gl_line') }}
    where source_system = 'acumatica'
    group by ledger_key
),

staged as (
    select
        {{ surrogate_key('acumatica', ['line.tenant', 'line.ledger_id']) }} as ledger_key,
        count(*) as lines
    from {{ ref('stg_acumatica__batch_lines') }} as line
    group by line.tenant, line.ledger_id
)

select
    coalesce(ledger.ledger_key, staged.ledger_key) as ledger_key,
    cast(null as text) as batch_key,
    ledger.lines as ledger_lines,
    staged.lines as staged_lines
from ledger
full outer join staged on staged.ledger_key = ledger.ledger_key
where coalesce(ledger.lines, 0) <> coalesce(staged.lines, 0)
union all
select
    {{ surrogate_key('acumatica', ['batch.tenant', 'batch.ledger_id']) }} as ledger_key,
    {{ surrogate_key('acumatica', ['batch.tenant', 'batch.module', 'batch.batch_number']) }} as batch_key,
    cast(0 as bigint) as ledger_lines,
    cast(0 as bigint) as staged_lines
from {{ ref('stg_acumatica__batches') }} as batch
where not exists (
    select 1
    from {{ ref('stg_acumatica__batch_lines') }} as line
    where line.tenant = batch.tenant
        and line.module = batch.module
        and line.batch_number = batch.batch_number
)
