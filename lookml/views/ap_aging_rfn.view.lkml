# Refinements by people; the generated view is ap_aging_base.view.lkml.

view: +ap_aging {
  dimension: aging_bucket {
    order_by_field: aging_bucket_order
  }

  dimension: aging_bucket_order {
    type: number
    hidden: yes
    description: "Position of the bucket, from the current one."
    sql: CASE ${aging_bucket} WHEN 'current' THEN 0 WHEN '1-30' THEN 1 WHEN '31-60' THEN 2 WHEN '61-90' THEN 3 ELSE 4 END ;;
  }

  measure: total_base_overdue_amount {
    type: sum
    label: "Total Base Overdue Amount"
    group_label: "Base Currency"
    description: "Open amount past its due date. In `base_currency_code`: filter or group by it if there are several."
    filters: [days_overdue: ">0"]
    sql: ${base_open_amount} ;;
    value_format_name: decimal_2
    drill_fields: [detail*]
  }
}
