-- Distributions of purchase order schedules.
with raw as (
    {{ raw_table('oracle_fusion', 'purchase_order_distributions', {
        'pod': 'text', 'po_header_id': 'text', 'po_line_id': 'text', 'po_distribution_id': 'text',
        'po_charge_account': 'text', 'set_read_at': 'timestamp',
    }) }}
)

select
    raw.pod,
    raw.po_line_id as line_id,
    raw.po_distribution_id as distribution_id,
    {{ oracle_fusion_combination('raw.po_charge_account') }} as combination,
    parent.business_unit
from raw
inner join {{ ref('stg_oracle_fusion__purchase_orders') }} as parent
    on parent.pod = raw.pod
    and parent.order_id = raw.po_header_id
where {{ oracle_fusion_is_live('raw', 'parent') }}
