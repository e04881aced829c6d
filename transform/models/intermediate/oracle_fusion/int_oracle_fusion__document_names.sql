-- Oracle Fusion's implementation of `int_finance__document_names`: documents have a supplier's name as it
-- was when they were read.
with named as (
    select pod, supplier_number, supplier_name, updated_at from {{ ref('stg_oracle_fusion__invoices') }}
    union all
    select pod, supplier_number, supplier_name, updated_at from {{ ref('stg_oracle_fusion__payments') }}
),

latest as (
    select
        pod,
        supplier_number,
        supplier_name,
        row_number() over (partition by pod, supplier_number order by coalesce(updated_at, timestamp '1970-01-01 00:00:00') desc, supplier_name) as preference
    from named
    where supplier_number is not null
        and supplier_name is not null
)

select
    'oracle_fusion' as source_system,
    'vendor' as member_type,
    {{ surrogate_key('oracle_fusion', ['pod', 'supplier_number']) }} as member_key,
    supplier_name as document_name
from latest
where preference = 1
