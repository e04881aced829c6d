-- Lines of invoices. A line that was removed from its invoice was read before the invoice.
with raw as (
    {{ raw_table('acumatica', 'invoice_lines', {
        'tenant': 'text', 'type': 'text', 'reference_nbr': 'text', 'line_nbr': 'integer', 'amount': 'amount',
        'set_read_at': 'timestamp',
    }) }}
)

select
    raw.tenant,
    invoice.module,
    invoice.source_document_type,
    invoice.document_number,
    raw.line_nbr as line_number,
    raw.amount
from raw
inner join {{ ref('stg_acumatica__documents') }} as invoice
    on invoice.tenant = raw.tenant
    and invoice.stream = 'invoices'
    and invoice.source_document_type = raw."type"
    and invoice.document_number = raw.reference_nbr
where {{ is_of_last_reading('raw.set_read_at', 'invoice.set_read_at') }}
