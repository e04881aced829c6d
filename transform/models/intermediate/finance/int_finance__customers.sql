-- Customers of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'customer_key',
    'customer_id',
    'customer_number',
    'customer_name',
    'customer_category',
    'parent_customer_key',
    'currency_code',
    'terms_name',
    'credit_limit',
    'email',
    'phone',
    'is_active',
    'created_at',
    'updated_at',
    'is_inferred',
], [
    ref('int_netsuite__customers'),
    ref('int_quickbooks__customers'),
    ref('int_acumatica__customers'),
]) }}
