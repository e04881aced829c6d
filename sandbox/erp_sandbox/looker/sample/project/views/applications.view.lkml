view: applications {
  sql_table_name: @{SCHEMA}.applications ;;

  dimension: application_id {
    primary_key: yes
    hidden: yes
    type: number
    sql: ${TABLE}.application_id ;;
  }
  dimension: document_id {
    hidden: yes
    type: number
    sql: ${TABLE}.document_id ;;
  }
  dimension_group: applied {
    type: time
    timeframes: [raw, time, date, month]
    sql: ${TABLE}.applied_at ;;
  }

  measure: count {
    type: count
  }
  measure: total_applied {
    type: sum
    value_format_name: decimal_2
    sql: ${TABLE}.applied ;;
  }
}
