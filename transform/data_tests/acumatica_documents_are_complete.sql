-- No bill, invoice, credit or payment is missing: every staged document of these types has a company.
with staged as (
    select
        document.tenant,
        document.stream,
        {{ acumatica_document_key('document') }} as document_key
    from {{ ref('stg_acumatica__documents') }} as document
    where document.document_type in (
        'vendor_bill', 'vendor_credit', 'vendor_payment', 'customer_invoice', 'customer_credit', 'customer_payment'
    )
)

select
    staged.tenant,
    staged.stream,
    count(*) as missing_documents,
    min(staged.document_key) as first_document_key
from staged
left join {{ ref('int_finance__documents') }} as document on document.document_key = staged.document_key
where document.document_key is null
group by staged.tenant, staged.stream
