{#- Source-neutral document type of a NetSuite transaction type; other types keep NetSuite's
    code in lower case. -#}
{% macro netsuite_document_type(type) -%}
    {%- set names = {
        'VendBill': 'vendor_bill',
        'VendCred': 'vendor_credit',
        'VendPymt': 'vendor_payment',
        'VendAuth': 'vendor_return',
        'PurchOrd': 'purchase_order',
        'PurchReq': 'requisition',
        'ItemRcpt': 'item_receipt',
        'CustInvc': 'customer_invoice',
        'CustCred': 'customer_credit',
        'CustPymt': 'customer_payment',
        'CustDep': 'customer_deposit',
        'DepAppl': 'deposit_application',
        'CustRfnd': 'customer_refund',
        'CashSale': 'cash_sale',
        'CashRfnd': 'cash_refund',
        'SalesOrd': 'sales_order',
        'RtnAuth': 'customer_return',
        'ItemShip': 'item_fulfillment',
        'Estimate': 'quote',
        'ExpRept': 'expense_report',
        'Check': 'check',
        'Deposit': 'bank_deposit',
        'Transfer': 'bank_transfer',
        'CardChrg': 'card_charge',
        'CardRfnd': 'card_refund',
        'Journal': 'journal',
        'FxReval': 'currency_revaluation',
        'InvAdjst': 'inventory_adjustment',
        'InvTrnfr': 'inventory_transfer',
    } -%}
    case {{ type }}
        {%- for code, name in names.items() %}
        when '{{ code }}' then '{{ name }}'
        {%- endfor %}
        else lower({{ type }})
    end
{%- endmacro %}
