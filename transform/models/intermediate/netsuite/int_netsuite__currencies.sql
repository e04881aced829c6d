with listed as (
    select
        currency_id,
        currency_code,
        decimal_places,
        is_base_currency
    from {{ ref('stg_netsuite__currencies') }}
),

unlisted as (
    {{ netsuite_unlisted_members('currency', 'listed', 'currency_id') }}
),

-- Currencies hidden from the role are identified by id; a single one gets the configured code.
unlisted_count as (
    select count(*) as currencies from unlisted
)

select
    currency_id,
    currency_code,
    decimal_places,
    is_base_currency
from listed
union all
select
    unlisted.member_id as currency_id,
    case
        when unlisted_count.currencies = 1 and not exists (select 1 from listed) then '{{ var("base_currency_code") }}'
        else 'currency ' || cast(unlisted.member_id as text)
    end as currency_code,
    cast(null as bigint) as decimal_places,
    unlisted.member_id = 1 and not exists (select 1 from listed) as is_base_currency
from unlisted
cross join unlisted_count
