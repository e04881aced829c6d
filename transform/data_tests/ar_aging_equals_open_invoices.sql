{{ aging_differences(
    ref('ar_aging'), ref('fct_customer_invoice'), 'customer_invoice',
    'customer_key', 'invoice_key', 'invoice_date'
) }}
