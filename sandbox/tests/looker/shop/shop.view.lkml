view: orders {
  sql_table_name: orders ;;

  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
  dimension: region { type: string sql: ${TABLE}.region ;; }
  dimension: amount { type: number sql: ${TABLE}.amount ;; }
  dimension: rate { type: number can_filter: no sql: ${TABLE}.rate ;; }
  dimension: is_paid { type: yesno sql: ${TABLE}.paid ;; }
  dimension: above { type: number sql: (${amount}) - (${id}) ;; }
  dimension: twice { type: number sql: ${above} * 2 ;; }
  dimension: size { type: tier tiers: [10, 100] sql: ${amount} ;; }
  dimension: channel {
    case: {
      when: { sql: ${region} = 'north' ;; label: "Post" }
      when: { sql: ${region} = 'south' ;; label: "Shop" }
      else: "Other"
    }
  }
  dimension_group: placed {
    type: time
    timeframes: [
      raw, time, date, week, month, quarter, year, hour, hour6, minute, minute15, second,
      time_of_day, hour_of_day, day_of_week, day_of_week_index, day_of_month, day_of_year,
      week_of_year, month_num, month_name, quarter_of_year, fiscal_month_num, fiscal_quarter,
      fiscal_quarter_of_year, fiscal_year, yesno
    ]
    sql: ${TABLE}.placed_at ;;
  }
  dimension_group: due {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, year]
    sql: ${TABLE}.due ;;
  }
  dimension_group: open {
    type: duration
    intervals: [hour, day, month]
    sql_start: ${placed_raw} ;;
    sql_end: ${due_raw} ;;
  }

  parameter: unit {
    type: unquoted
    default_value: "amount"
    allowed_value: { value: "amount" }
    allowed_value: { value: "rate" }
  }
  filter: with_sku { type: string }
  filter: placed_within { type: date }

  measure: count { type: count }
  measure: regions { type: count_distinct sql: ${region} ;; }
  measure: total { type: sum sql: ${amount} ;; }
  measure: total_rate { type: sum sql: ${rate} ;; }
  measure: mean { type: average sql: ${amount} ;; }
  measure: smallest { type: min sql: ${amount} ;; }
  measure: largest { type: max sql: ${amount} ;; }
  measure: middle { type: median sql: ${amount} ;; }
  measure: upper { type: percentile percentile: 75 sql: ${amount} ;; }
  measure: region_list { type: list list_field: region }
  measure: paid_total { type: sum sql: ${amount} ;; filters: [is_paid: "Yes"] }
  measure: paid_count { type: count filters: [is_paid: "Yes", amount: ">5"] }
  measure: paid_share { type: number sql: ${paid_total} / NULLIF(${total}, 0) ;; }
  measure: last_due { type: date sql: MAX(${due_raw}) ;; }
  measure: all_paid { type: yesno sql: ${paid_count} = ${count} ;; }
  measure: chosen { type: sum sql: {% parameter unit %} ;; }
}

view: lines {
  sql_table_name: lines ;;

  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
  dimension: order_id { type: number sql: ${TABLE}.order_id ;; }
  dimension: sku { type: string sql: ${TABLE}.sku ;; }
  dimension: price { type: number sql: ${TABLE}.price ;; }

  measure: count { type: count }
  measure: total_price { type: sum sql: ${price} ;; }
  measure: mean_price { type: average sql: ${price} ;; }
}

view: payments {
  sql_table_name: payments ;;

  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
  dimension: order_id { type: number sql: ${TABLE}.order_id ;; }

  measure: count { type: count }
  measure: total_payment { type: sum sql: ${TABLE}.amount ;; }
}

view: regions {
  derived_table: {
    sql: SELECT DISTINCT region AS code, upper(region) AS name FROM orders ;;
  }
  dimension: code { primary_key: yes type: string sql: ${TABLE}.code ;; }
  dimension: name { type: string sql: ${TABLE}.name ;; }
}

view: keyless {
  sql_table_name: lines ;;
  dimension: order_id { type: number sql: ${TABLE}.order_id ;; }
  measure: total_price { type: sum sql: ${TABLE}.price ;; }
}

view: order_totals {
  derived_table: {
    explore_source: orders {
      column: order_id { field: orders.id }
      column: total_price { field: lines.total_price }
      derived_column: place { sql: ROW_NUMBER() OVER (ORDER BY total_price DESC, order_id) ;; }
      filters: [orders.is_paid: "Yes"]
    }
  }
  dimension: order_id { primary_key: yes type: number sql: ${TABLE}.order_id ;; }
  dimension: place { type: number sql: ${TABLE}.place ;; }
  dimension: total_price { type: number sql: ${TABLE}.total_price ;; }
}

view: large_orders {
  derived_table: {
    sql:
      WITH chosen AS (
        SELECT id, {% parameter unit %} AS value FROM orders
        WHERE {% condition region %} region {% endcondition %}
          AND {% condition placed_within %} placed_at {% endcondition %}
          {% if large_orders.paid_only._parameter_value == "TRUE" %} AND paid {% endif %}
      )
      SELECT * FROM chosen ;;
  }
  parameter: unit { type: unquoted default_value: "amount" allowed_value: { value: "amount" } allowed_value: { value: "rate" } }
  parameter: paid_only { type: yesno default_value: "No" }
  filter: region { type: string }
  filter: placed_within { type: date }
  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
  measure: total { type: sum sql: ${TABLE}.value ;; }
  measure: count { type: count }
  measure: first { type: date_time sql: CAST(MAX({% date_start placed_within %}) AS TIMESTAMP) ;; }
  measure: last { type: date_time sql: CAST(MAX({% date_end placed_within %}) AS TIMESTAMP) ;; }
}
