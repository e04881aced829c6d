# The cost of a pool cost center, shared over other cost centers of its company by a basis: the lines
# of one journal per company, period and pool. Each account's cost is shared to the smallest unit of
# the currency: the largest remainders get what is left, so that the lines of an account add up to
# zero. Journals of earlier allocations are left out by their memo, and reversals with them.
view: allocation {
  derived_table: {
    sql:
      with lines as (
        select
          line.source_system,
          line.company_key,
          line.period_key,
          line.account_key,
          line.department_key,
          account.account_class,
          line.net_amount,
          case when company.base_currency_decimals = 0 then 1 else 100 end as units
        from @{SCHEMA}.fct_gl_line as line
        inner join @{SCHEMA}.dim_account as account on account.account_key = line.account_key
        inner join @{SCHEMA}.dim_company as company on company.company_key = line.company_key
        inner join @{SCHEMA}.dim_period as period on period.period_key = line.period_key
        where line.is_primary_book
          and not period.is_adjustment
          and account.account_class in ('expense', 'revenue')
          and not (line.document_type = 'journal' and coalesce(line.memo, '') like '@{ALLOCATION_MEMO}%')
      ),

      pools as (
        select
          source_system,
          company_key,
          period_key,
          department_key as pool_department_key,
          account_key,
          units,
          cast(sum(net_amount * units) as decimal(38, 0)) as pool_units
        from lines
        where account_class = 'expense'
          and department_key is not null
        group by source_system, company_key, period_key, department_key, account_key, units
        having sum(net_amount) <> 0
      ),

      bases as (
        select
          company_key,
          period_key,
          department_key,
          cast(sum(case when account_class = 'expense' then net_amount else -net_amount end * 100) as decimal(38, 0)) as weight
        from lines
        where account_class = '{% parameter basis %}'
          and department_key in (
            select department.department_key
            from @{SCHEMA}.dim_department as department
            where department.is_active
              and {% condition receivers %} department.department_code {% endcondition %}
          )
        group by company_key, period_key, department_key
        having sum(case when account_class = 'expense' then net_amount else -net_amount end) > 0
      ),

      products as (
        select
          pools.*,
          bases.department_key,
          abs(pools.pool_units) * bases.weight as product,
          sum(bases.weight) over (
            partition by pools.company_key, pools.period_key, pools.pool_department_key, pools.account_key
          ) as total_weight
        from pools
        inner join bases
          on bases.company_key = pools.company_key
          and bases.period_key = pools.period_key
          and bases.department_key <> pools.pool_department_key
      ),

      remainders as (
        select
          products.*,
          mod(product, total_weight) as remainder,
          cast(round((product - mod(product, total_weight)) / total_weight) as decimal(38, 0)) as share_units
        from products
      ),

      ranked as (
        select
          remainders.*,
          abs(pool_units) - sum(share_units) over (
            partition by company_key, period_key, pool_department_key, account_key
          ) as units_left,
          row_number() over (
            partition by company_key, period_key, pool_department_key, account_key
            order by remainder desc, department_key
          ) as place
        from remainders
      ),

      shares as (
        select
          ranked.*,
          sign(pool_units) * (share_units + case when place <= units_left then 1 else 0 end) as amount_units
        from ranked
      ),

      entries as (
        select
          source_system, company_key, period_key, pool_department_key, account_key, department_key, units,
          amount_units
        from shares
        where amount_units <> 0
        union all
        select
          source_system, company_key, period_key, pool_department_key, account_key,
          pool_department_key as department_key, units, -sum(amount_units) as amount_units
        from shares
        group by source_system, company_key, period_key, pool_department_key, account_key, units
      )

      select
        entries.pool_department_key || '|' || entries.company_key || '|' || entries.period_key || '|'
          || entries.account_key || '|' || entries.department_key as allocation_key,
        entries.source_system,
        entries.company_key,
        company.company_code,
        company.base_currency_code,
        period.period_id,
        period.period_name,
        period.end_date,
        period.is_closed,
        pool.department_code as pool_department_code,
        account.account_number,
        department.department_code,
        cast(entries.amount_units * case when entries.units = 1 then 1 else 0.01 end as decimal(18, 2)) as amount,
        count(*) over (
          partition by entries.pool_department_key, entries.company_key, entries.period_key
        ) as line_count
      from entries
      inner join @{SCHEMA}.dim_company as company on company.company_key = entries.company_key
      inner join @{SCHEMA}.dim_period as period on period.period_key = entries.period_key
      inner join @{SCHEMA}.dim_account as account on account.account_key = entries.account_key
      inner join @{SCHEMA}.dim_department as pool on pool.department_key = entries.pool_department_key
      inner join @{SCHEMA}.dim_department as department on department.department_key = entries.department_key
    ;;
  }

  parameter: basis {
    type: unquoted
    label: "Basis"
    description: "What the shares follow: the cost centers' own expenses, or their revenue, of the period."
    default_value: "expense"
    allowed_value: { label: "Expenses" value: "expense" }
    allowed_value: { label: "Revenue" value: "revenue" }
  }

  filter: receivers {
    type: string
    label: "Receivers"
    description: "Codes of the cost centers that take a share. Default: all active ones with a basis."
  }

  dimension: allocation_key {
    type: string
    primary_key: yes
    hidden: yes
    sql: ${TABLE}.allocation_key ;;
  }

  dimension: source_system {
    type: string
    description: "The ERP whose cost is shared."
    sql: ${TABLE}.source_system ;;
  }

  dimension: company_key {
    type: string
    hidden: yes
    sql: ${TABLE}.company_key ;;
  }

  dimension: company_code {
    type: string
    description: "Code of the company."
    sql: ${TABLE}.company_code ;;
  }

  dimension: base_currency_code {
    type: string
    description: "Currency of the amounts."
    sql: ${TABLE}.base_currency_code ;;
  }

  dimension: period_id {
    type: string
    description: "The ERP's id of the posting period."
    sql: ${TABLE}.period_id ;;
  }

  dimension: period_name {
    type: string
    description: "Name of the posting period."
    sql: ${TABLE}.period_name ;;
  }

  dimension_group: end {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [date, month]
    label: "Period End"
    description: "Last day of the posting period, the date of the journal."
    sql: ${TABLE}.end_date ;;
  }

  dimension: is_ended {
    type: yesno
    description: "Whether the posting period has ended."
    sql: ${TABLE}.end_date < current_date ;;
  }

  dimension: is_closed {
    type: yesno
    description: "Whether the posting period is closed in the general ledger."
    sql: ${TABLE}.is_closed ;;
  }

  dimension: pool_department_code {
    type: string
    label: "Pool Cost Center"
    description: "Cost center whose cost is shared."
    sql: ${TABLE}.pool_department_code ;;
  }

  dimension: department_code {
    type: string
    label: "Cost Center"
    description: "Cost center that takes the amount; the pool itself on the other side."
    sql: ${TABLE}.department_code ;;
  }

  dimension: account_number {
    type: string
    description: "Account whose cost is shared, on both sides."
    sql: ${TABLE}.account_number ;;
  }

  dimension: line_count {
    type: number
    description: "Number of lines of the journal, by which a part of it is known as such."
    sql: ${TABLE}.line_count ;;
  }

  dimension: memo {
    type: string
    description: "Text of the journal's lines, by which the next allocation leaves them out."
    sql: '@{ALLOCATION_MEMO} ' || ${period_name} || ' from ' || ${pool_department_code} ;;
  }

  measure: total_amount {
    type: sum
    description: "What the cost center takes, debit positive; the pool's is the same with the other sign."
    sql: ${TABLE}.amount ;;
    value_format_name: decimal_2
  }
}
