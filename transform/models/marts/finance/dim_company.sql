select *
from {{ ref('int_finance__companies') }}
