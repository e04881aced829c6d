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
numbered as (
    select
        unlisted.member_id,
        count(*) over (partition by {{ source_account('unlisted.member_id') }}) as currencies,
        exists (
            select 1 from listed where {{ source_account('listed.currency_id') }} = {{ source_account('unlisted.member_id') }}
        ) as is_list_visible
    from unlisted
)

select
    currency_id,
    currency_code,
    decimal_places,
    is_base_currency
from listed
union all
select
    member_id as currency_id,
    case
        when currencies = 1 and not is_list_visible then {{ literal(var("base_currency_code")) }}
        else 'currency ' || {{ source_id('member_id') }}
    end as currency_code,
    cast(null as bigint) as decimal_places,
    {{ source_id('member_id') }} = '1' and not is_list_visible as is_base_currency
from numbered
