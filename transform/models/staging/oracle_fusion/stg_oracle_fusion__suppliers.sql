-- Suppliers.
with raw as (
    {{ raw_table('oracle_fusion', 'suppliers', {
        'pod': 'text', 'supplier_id': 'text', 'supplier': 'text', 'supplier_number': 'text',
        'supplier_type': 'text', 'parent_supplier_id': 'text', 'status': 'text', 'alternate_name': 'text',
        'tax_organization_type': 'text', 'inactive_date': 'date', 'creation_date': 'timestamp',
        'last_update_date': 'timestamp', 'set_read_at': 'timestamp', 'is_deleted': 'boolean',
    }) }}
)

select
    pod,
    supplier_id,
    supplier_number,
    supplier as supplier_name,
    alternate_name as legal_name,
    supplier_type as supplier_category,
    parent_supplier_id,
    coalesce(upper(status), 'ACTIVE') <> 'INACTIVE' and coalesce(inactive_date > current_date, true) as is_active,
    creation_date as created_at,
    last_update_date as updated_at,
    set_read_at
from raw
where not coalesce(is_deleted, false)
