-- Payments and credits applied to bills and invoices in every source: `applied_amount` is in the currency of the
-- settled document, `payment_amount` in that of the payment. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'application_key',
    'payment_key',
    'document_key',
    'payment_type',
    'document_type',
    'document_line_number',
    'payment_line_number',
    'application_date',
    'is_reversal',
    'applied_amount',
    'payment_amount',
], [
    ref('int_netsuite__payment_applications'),
    ref('int_quickbooks__payment_applications'),
    ref('int_acumatica__payment_applications'),
    ref('int_oracle_fusion__payment_applications'),
]) }}
