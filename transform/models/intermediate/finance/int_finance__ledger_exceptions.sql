-- What the records of a source do not contain of its ledger; those of the others contain all of it. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'exception_key',
    'exception_type',
    'company_key',
    'ledger_key',
    'period_key',
    'account_key',
    'document_key',
    'item_key',
    'base_amount',
    'quantity',
], [
    ref('int_quickbooks__ledger_exceptions'),
]) }}
