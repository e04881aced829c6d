{#- Ids that documents refer to but the list (`known`, column `id`) does not contain: the account
    does not have the feature, or the role the permission. -#}
{% macro netsuite_unlisted_members(member_kind, known, id) -%}
    select referenced.member_id
    from {{ ref('int_netsuite__referenced_members') }} as referenced
    where referenced.member_kind = '{{ member_kind }}'
        and not exists (
            select 1 from {{ known }} as listed where listed.{{ id }} = referenced.member_id
        )
{%- endmacro %}
