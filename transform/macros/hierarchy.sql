{#- CTEs `roots` and `hierarchy`: for each row of `relation` its level (1 = top), its top-level
    ancestor and the path of labels down to it. A row without a parent in the
    relation is a top-level row. Rows in a circle of parents are missing: use a left join. -#}
{% macro hierarchy_ctes(relation, key, parent, label) -%}
roots as (
    select child.{{ key }}
    from {{ relation }} as child
    left join {{ relation }} as parent on parent.{{ key }} = child.{{ parent }}
    where parent.{{ key }} is null
),

hierarchy as (
    select
        member.{{ key }},
        member.{{ key }} as top_level_key,
        1 as hierarchy_level,
        cast(member.{{ label }} as text) as hierarchy_path
    from {{ relation }} as member
    inner join roots on roots.{{ key }} = member.{{ key }}
    union all
    select
        member.{{ key }},
        hierarchy.top_level_key,
        hierarchy.hierarchy_level + 1,
        hierarchy.hierarchy_path || ' : ' || member.{{ label }}
    from {{ relation }} as member
    inner join hierarchy on hierarchy.{{ key }} = member.{{ parent }}
)
{%- endmacro %}
