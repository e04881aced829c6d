-- QuickBooks' records contain everything that they post; see `ledger_exceptions`.
{{ config(severity='warn') }}

select * from {{ ref('ledger_exceptions') }} where source_system = 'quickbooks'
