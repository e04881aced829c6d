-- Vendors of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'vendor_key',
    'vendor_id',
    'vendor_number',
    'vendor_name',
    'vendor_category',
    'parent_vendor_key',
    'currency_code',
    'terms_name',
    'legal_name',
    'is_tax_reportable',
    'email',
    'phone',
    'is_active',
    'created_at',
    'updated_at',
    'is_inferred',
], [
    ref('int_netsuite__vendors'),
    ref('int_quickbooks__vendors'),
]) }}
