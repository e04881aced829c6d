{{ aging_differences(
    ref('ap_aging'), ref('fct_vendor_bill'), 'vendor_bill', 'vendor_key', 'bill_key', 'bill_date'
) }}
