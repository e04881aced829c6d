-- Departments of every source. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'source_account',
    'department_key',
    'department_id',
    'department_code',
    'department_name',
    'parent_department_key',
    'is_active',
    'is_inferred',
], [
    ref('int_netsuite__departments'),
    ref('int_quickbooks__departments'),
    ref('int_acumatica__departments'),
    ref('int_oracle_fusion__departments'),
]) }}
