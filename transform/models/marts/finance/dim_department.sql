with recursive
{{ hierarchy_ctes(ref('int_finance__departments'), 'department_key', 'parent_department_key', 'department_name') }}

select
    department.*,
    parent.department_name as parent_department_name,
    coalesce(hierarchy.top_level_key, department.department_key) as top_level_department_key,
    coalesce(top_level.department_name, department.department_name) as top_level_department_name,
    coalesce(hierarchy.hierarchy_level, 1) as hierarchy_level,
    coalesce(hierarchy.hierarchy_path, department.department_name) as hierarchy_path
from {{ ref('int_finance__departments') }} as department
left join {{ ref('int_finance__departments') }} as parent on parent.department_key = department.parent_department_key
left join hierarchy on hierarchy.department_key = department.department_key
left join {{ ref('int_finance__departments') }} as top_level on top_level.department_key = hierarchy.top_level_key
