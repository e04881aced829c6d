-- No line of a batch that counts is missing from the general ledger or duplicated.
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
    ledger.lines as ledger_lines,
    staged.lines as staged_lines
from ledger
full outer join staged on staged.ledger_key = ledger.ledger_key
where coalesce(ledger.lines, 0) <> coalesce(staged.lines, 0)
