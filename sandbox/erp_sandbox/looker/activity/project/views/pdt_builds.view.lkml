view: pdt_builds {
  sql_table_name: pdt_builds ;;

  dimension: id {
    type: string
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: view_name {
    type: string
    sql: ${TABLE}.view_name ;;
  }
  dimension: model_name {
    type: string
    sql: ${TABLE}.model_name ;;
  }
  dimension: connection {
    type: string
    sql: ${TABLE}.connection ;;
  }
  dimension: trigger {
    type: string
    sql: ${TABLE}.trigger ;;
  }
  dimension: status {
    type: string
    sql: ${TABLE}.status ;;
  }
  dimension: message {
    type: string
    sql: ${TABLE}.message ;;
  }
  dimension_group: start {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.start_at ;;
  }
  dimension_group: end {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.end_at ;;
  }
  dimension: elapsed_seconds {
    type: number
    sql: ${TABLE}.elapsed_seconds ;;
  }
  measure: count {
    type: count
  }
  measure: average_build_time_seconds {
    type: average
    sql: ${elapsed_seconds} ;;
  }
}
