{#- Documents of payables and receivables with the category of the journals that they are posted in. -#}
{% macro oracle_fusion_journal_categories() -%}
    {{ return({
        'Purchase Invoices': ['vendor_bill', 'vendor_credit', 'expense_report'],
        'Invoice cancellation': ['vendor_bill', 'vendor_credit', 'expense_report'],
        'Payments': ['vendor_payment'],
        'Sales Invoices': ['customer_invoice'],
        'Credit Memos': ['customer_credit'],
        'Receipts': ['customer_payment'],
        'Cost Accounting': ['customer_invoice'],
    }) }}
{%- endmacro %}
