-- The position of each period in each fiscal calendar: months are shared, quarters and years are not.
with raw as (
    {{ raw_table('netsuite', 'accounting_period_calendars', {
        'accountingperiod': 'id', 'fiscalcalendar': 'id', 'parent': 'id',
    }) }}
)

select
    accountingperiod as period_id,
    fiscalcalendar as calendar_id,
    parent as parent_period_id
from raw
