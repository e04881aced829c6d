select
    period.*,
    -- Order of periods: an adjustment period follows the base period with the same end.
    row_number() over (
        partition by period.calendar_key
        order by period.end_date, period.is_adjustment, period.start_date, period.period_id
    ) as period_sequence
from {{ ref('int_finance__periods') }} as period
