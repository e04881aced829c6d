{#- A financial period (`MMYYYY`), which some versions write as `MM-YYYY`. -#}
{% macro acumatica_period(period) -%}
    replace({{ period }}, '-', '')
{%- endmacro %}

{#- A subaccount without the separators of its segments, which some versions write. Blanks stay: they fill up short
    values. -#}
{% macro acumatica_subaccount(subaccount) -%}
    translate({{ subaccount }}, '-/.', '')
{%- endmacro %}

{#- A field of a linked object; empty text is none. -#}
{% macro acumatica_linked(column, field) -%}
    nullif({{ json_text(column, [field]) }}, '')
{%- endmacro %}

{#- Condition: a row of an entity is not deleted: its key was there when keys were last compared, and the
    instance has not tracked its deletion, which names it by the id that it has in the contract, too
    (unconfirmed). -#}
{% macro acumatica_is_not_deleted(row) -%}
    not coalesce({{ row }}.is_deleted, false)
    and not exists (
        select 1
        from {{ ref('stg_acumatica__deletions') }} as deletion
        where deletion.tenant = {{ row }}.tenant
            and deletion.record_id = lower({{ row }}.id)
    )
{%- endmacro %}

{#- Key of a document: numbers are unique within a module and type only. -#}
{% macro acumatica_document_key(relation) -%}
    {{ surrogate_key('acumatica', [relation ~ '.tenant', relation ~ '.module', relation ~ '.source_document_type', relation ~ '.document_number']) }}
{%- endmacro %}

{#- Documents of payables and receivables by stream and by Acumatica's name of the type, which
    differs by version: code of the type on ledger lines, source-neutral type, sign of its postings
    to the control account (debits are positive) and of its amounts in the marts. Credit adjustments
    raise the payables of a vendor, debit adjustments reduce them. The rows of credits in the streams of
    payments are the same documents as in the others. A prepayment request posts nothing: what pays it
    is a payment. -#}
{% macro acumatica_document_type_rows() -%}
    {{ return([
        ('bills', 'Bill', 'INV', 'vendor_bill', -1, 1),
        ('bills', 'Credit Adj.', 'ACR', 'vendor_bill', -1, 1),
        ('bills', 'Prepmt. Invoice', 'PPI', 'vendor_bill', -1, 1),
        ('bills', 'Debit Adj.', 'ADR', 'vendor_credit', 1, -1),
        ('checks', 'Payment', 'CHK', 'vendor_payment', 1, 1),
        ('checks', 'Check', 'CHK', 'vendor_payment', 1, 1),
        ('checks', 'Prepayment', 'PPM', 'vendor_payment', 1, 1),
        ('checks', 'Refund', 'REF', 'vendor_refund', -1, 1),
        ('checks', 'Vendor Refund', 'REF', 'vendor_refund', -1, 1),
        ('checks', 'Voided Payment', 'VCK', 'vendor_payment_void', -1, 1),
        ('checks', 'Voided Check', 'VCK', 'vendor_payment_void', -1, 1),
        ('checks', 'Voided Refund', 'VRF', 'vendor_refund_void', 1, 1),
        ('invoices', 'Invoice', 'INV', 'customer_invoice', 1, 1),
        ('invoices', 'Debit Memo', 'DRM', 'customer_invoice', 1, 1),
        ('invoices', 'Overdue Charge', 'FCH', 'customer_invoice', 1, 1),
        ('invoices', 'Prepmt. Invoice', 'PPI', 'customer_invoice', 1, 1),
        ('invoices', 'Credit Memo', 'CRM', 'customer_credit', -1, -1),
        ('invoices', 'Credit WO', 'SMC', 'customer_write_off', 1, 1),
        ('payments', 'Payment', 'PMT', 'customer_payment', -1, 1),
        ('payments', 'Prepayment', 'PPM', 'customer_payment', -1, 1),
        ('payments', 'Refund', 'REF', 'customer_refund', 1, 1),
        ('payments', 'Customer Refund', 'REF', 'customer_refund', 1, 1),
        ('payments', 'Voided Payment', 'RPM', 'customer_payment_void', 1, 1),
        ('payments', 'Voided Refund', 'VRF', 'customer_refund_void', -1, 1),
        ('payments', 'Balance WO', 'SMB', 'customer_write_off', -1, 1),
    ]) }}
{%- endmacro %}

{#- The rows above as a relation. -#}
{% macro acumatica_document_types() -%}
    select *
    from (
        values
        {%- for stream, name, code, type, control_sign, sign in acumatica_document_type_rows() %}
        ('{{ stream }}', '{{ name }}', '{{ code }}', '{{ type }}', {{ control_sign }}, {{ sign }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as types (stream, source_document_type, type_code, document_type, control_sign, sign)
{%- endmacro %}

{#- Codes of types on ledger lines: those above, and those of cash purchases and cash sales, which the marts do not
    have as documents. -#}
{% macro acumatica_type_codes() -%}
    {{ return((acumatica_document_type_rows() | map(attribute=2) | list + ['QCK', 'VQC', 'RQC', 'CSL', 'RCS']) | unique | list) }}
{%- endmacro %}

{#- Types of documents that are excluded, by stream: prepayment requests, and rows of payments that are
    documents of the other streams. -#}
{% macro acumatica_excluded_document_types() -%}
    {{ return([
        ('bills', 'Prepayment'),
        ('bills', 'Prepayment Req.'),
        ('checks', 'Debit Adj.'),
        ('checks', 'Prepmt. Invoice'),
        ('payments', 'Credit Memo'),
        ('payments', 'Prepmt. Invoice'),
    ]) }}
{%- endmacro %}

{#- Ids that documents refer to but the list (`listed`, column `id`) does not contain. -#}
{% macro acumatica_unlisted_members(member_kind, listed, id) -%}
    select
        referenced.tenant,
        referenced.member_id
    from {{ ref('int_acumatica__referenced_members') }} as referenced
    where referenced.member_kind = '{{ member_kind }}'
        and not exists (
            select 1
            from {{ listed }} as known
            where known.tenant = referenced.tenant
                and known.{{ id }} = referenced.member_id
        )
{%- endmacro %}

{#- Segments of a subaccount as configured; without a configuration it is one. -#}
{% macro acumatica_segments(line='') -%}
    {%- set prefix = line ~ '.' if line else '' -%}
    {%- set segments = [
        {'key': 'branch', 'name': 'Branch', 'role': 'balancing', 'number': 1, 'code': prefix ~ 'branch_id'},
    ] -%}
    {%- set configured = var('acumatica_subaccount_segments') -%}
    {%- set place = namespace(start=1) -%}
    {%- for segment in configured -%}
        {%- do segments.append({
            'key': loop.index, 'name': segment.name, 'role': segment.get('role', 'other'), 'number': loop.index + 1,
            'code': "nullif(trim(substr(" ~ prefix ~ "subaccount_id, " ~ place.start ~ ', ' ~ segment.length ~ ")), '')",
        }) -%}
        {%- set place.start = place.start + segment.length -%}
    {%- endfor -%}
    {%- if not configured -%}
        {%- do segments.append({'key': 1, 'name': 'Subaccount', 'role': 'other', 'number': 2, 'code': prefix ~ 'subaccount_id'}) -%}
    {%- endif -%}
    {{ return(segments) }}
{%- endmacro %}

{#- Key of a line's department: the segment with that role, none if no segment has it. -#}
{% macro acumatica_department_key(line) -%}
    {%- for segment in acumatica_segments(line) if segment.role == 'department' -%}
        {{ return(surrogate_key('acumatica', [line ~ '.tenant', segment.key, segment.code])) }}
    {%- endfor -%}
    {{ return('cast(null as text)') }}
{%- endmacro %}
