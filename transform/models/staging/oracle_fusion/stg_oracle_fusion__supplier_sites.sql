-- Sites of suppliers.
with raw as (
    {{ raw_table('oracle_fusion', 'supplier_sites', {
        'pod': 'text', 'supplier_id': 'text', 'supplier_site_id': 'text', 'email': 'text',
        'invoice_currency_code': 'text', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.supplier_id,
    raw.supplier_site_id,
    raw.email,
    raw.invoice_currency_code as currency_code
from raw
inner join {{ ref('stg_oracle_fusion__suppliers') }} as parent
    on parent.pod = raw.pod
    and parent.supplier_id = raw.supplier_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
