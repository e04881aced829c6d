connection: "shop"
fiscal_month_offset: 3
week_start_day: sunday

include: "*.view"

explore: orders {
  join: lines {
    relationship: one_to_many
    sql_on: ${orders.id} = ${lines.order_id} ;;
  }
  join: payments {
    relationship: one_to_many
    sql_on: ${orders.id} = ${payments.order_id} ;;
  }
  join: regions {
    relationship: many_to_one
    sql_on: ${orders.region} = ${regions.code} ;;
  }
}

explore: lines {
  join: orders {
    relationship: many_to_one
    sql_on: ${lines.order_id} = ${orders.id} ;;
  }
  join: payments {
    relationship: one_to_many
    sql_on: ${orders.id} = ${payments.order_id} ;;
  }
}

explore: order_totals {
  join: orders {
    relationship: one_to_one
    sql_on: ${order_totals.order_id} = ${orders.id} ;;
  }
}

explore: large_orders {}

explore: keyless_lines {
  from: keyless
  join: payments {
    relationship: many_to_many
    sql_on: ${keyless_lines.order_id} = ${payments.order_id} ;;
  }
}

explore: all_lines {
  view_name: lines
  join: orders {
    type: full_outer
    relationship: many_to_one
    sql_on: ${lines.order_id} = ${orders.id} ;;
  }
  join: regions {
    type: cross
    relationship: many_to_many
  }
}

explore: matched_lines {
  view_name: lines
  join: orders {
    type: inner
    relationship: many_to_one
    sql_on: ${lines.order_id} = ${orders.id} ;;
  }
}
