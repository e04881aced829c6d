{#- Transaction types of the marts: raw stream, the prefix of its child streams, QuickBooks' name of
    the type and the source-neutral name. -#}
{% macro quickbooks_transaction_types() -%}
    {{ return([
        {'stream': 'invoices', 'stem': 'invoice', 'name': 'Invoice', 'document': 'customer_invoice'},
        {'stream': 'credit_memos', 'stem': 'credit_memo', 'name': 'CreditMemo', 'document': 'customer_credit'},
        {'stream': 'payments', 'stem': 'payment', 'name': 'Payment', 'document': 'customer_payment'},
        {'stream': 'sales_receipts', 'stem': 'sales_receipt', 'name': 'SalesReceipt', 'document': 'cash_sale'},
        {'stream': 'refund_receipts', 'stem': 'refund_receipt', 'name': 'RefundReceipt', 'document': 'cash_refund'},
        {'stream': 'bills', 'stem': 'bill', 'name': 'Bill', 'document': 'vendor_bill'},
        {'stream': 'vendor_credits', 'stem': 'vendor_credit', 'name': 'VendorCredit', 'document': 'vendor_credit'},
        {'stream': 'bill_payments', 'stem': 'bill_payment', 'name': 'BillPayment', 'document': 'vendor_payment'},
        {'stream': 'purchases', 'stem': 'purchase', 'name': 'Purchase', 'document': 'cash_purchase'},
        {'stream': 'purchase_orders', 'stem': 'purchase_order', 'name': 'PurchaseOrder', 'document': 'purchase_order'},
        {'stream': 'journal_entries', 'stem': 'journal_entry', 'name': 'JournalEntry', 'document': 'journal'},
        {'stream': 'deposits', 'stem': 'deposit', 'name': 'Deposit', 'document': 'bank_deposit'},
        {'stream': 'transfers', 'stem': none, 'name': 'Transfer', 'document': 'bank_transfer'},
        {'stream': 'credit_card_payments', 'stem': none, 'name': 'CreditCardPayment', 'document': 'card_payment'},
    ]) }}
{%- endmacro %}

{#- The raw rows of all transactions, with their type. -#}
{% macro quickbooks_transactions(kinds) -%}
    {%- for type in quickbooks_transaction_types() %}
    select
        '{{ type.name }}' as transaction_type,
        '{{ type.document }}' as document_type,
        rows_of_type.*
    from (
        {{ raw_table('quickbooks', type.stream, kinds) }}
    ) as rows_of_type
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The raw lines, tax lines or links (`part`) of all transactions that have any. A row of an
    earlier version of its transaction has an older `sync_token`: see `is_of_its_transaction`. -#}
{% macro quickbooks_transaction_parts(part, kinds) -%}
    {%- for type in quickbooks_transaction_types() | selectattr('stem') %}
    {%- if part != 'tax_lines' or type.name not in ('Payment', 'BillPayment') %}
    select
        '{{ type.name }}' as transaction_type,
        rows_of_type.*
    from (
        {{ raw_table('quickbooks', type.stem ~ '_' ~ part, kinds) }}
    ) as rows_of_type
    {{ 'union all' if not loop.last }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- Join condition of the rows of a transaction with `transactions`: current version only. -#}
{% macro is_of_its_transaction(part) -%}
    transactions.company_id = {{ part }}.realm_id
        and transactions.transaction_type = {{ part }}.transaction_type
        and transactions.document_id = {{ part }}.transaction_id
        and transactions.sync_token = {{ part }}.sync_token
{%- endmacro %}

{#- Key of a transaction: ids are unique within a type and company only. -#}
{% macro quickbooks_document_key(relation) -%}
    {{ surrogate_key('quickbooks', [relation ~ '.company_id', relation ~ '.transaction_type', relation ~ '.document_id']) }}
{%- endmacro %}

{#- Ids that documents refer to but the list (`listed`, column `id`) does not contain: merged
    records, or a stream that is not loaded. -#}
{% macro quickbooks_unlisted_members(member_kind, listed, id) -%}
    select
        referenced.company_id,
        referenced.member_id
    from {{ ref('int_quickbooks__referenced_members') }} as referenced
    where referenced.member_kind = '{{ member_kind }}'
        and not exists (
            select 1
            from {{ listed }} as known
            where known.company_id = referenced.company_id
                and known.{{ id }} = referenced.member_id
        )
{%- endmacro %}

{#- Id of the month of a date, which is the posting period: QuickBooks has no posting periods. -#}
{% macro quickbooks_month(date) -%}
    left(cast({{ date }} as text), 7)
{%- endmacro %}

{#- An amount of a transaction in base currency, at the transaction's exchange rate. -#}
{% macro quickbooks_base_amount(expression, header) -%}
    {{ amount_in('(' ~ expression ~ ') * ' ~ header ~ '.exchange_rate', header ~ '.base_currency_decimals') }}
{%- endmacro %}

{#- Transaction types whose lines and taxes post, and the sign of their amounts: debits are positive. -#}
{% macro quickbooks_line_rules() -%}
    select *
    from (
        values
        ('Invoice', -1),
        ('CreditMemo', 1),
        ('SalesReceipt', -1),
        ('RefundReceipt', 1),
        ('Bill', 1),
        ('VendorCredit', -1),
        ('Purchase', 1),
        ('Deposit', -1),
        ('JournalEntry', 1)
    ) as rules (transaction_type, sign)
{%- endmacro %}
