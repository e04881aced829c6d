view: history {
  sql_table_name: history ;;

  dimension: id {
    type: number
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: query_id {
    type: number
    hidden: yes
    sql: ${TABLE}.query_id ;;
  }
  dimension: look_id {
    type: number
    hidden: yes
    sql: ${TABLE}.look_id ;;
  }
  dimension: dashboard_id {
    type: string
    hidden: yes
    sql: ${TABLE}.dashboard_id ;;
  }
  dimension: user_id {
    type: number
    hidden: yes
    sql: ${TABLE}.user_id ;;
  }
  dimension_group: created {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.created_at ;;
  }
  dimension_group: completed {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.completed_at ;;
  }
  dimension: status {
    type: string
    sql: ${TABLE}.status ;;
  }
  dimension: source {
    type: string
    sql: ${TABLE}.source ;;
  }
  dimension: result_source {
    type: string
    sql: ${TABLE}.result_source ;;
  }
  dimension: message {
    type: string
    sql: ${TABLE}.message ;;
  }
  dimension: runtime {
    type: number
    sql: ${TABLE}.runtime ;;
  }
  measure: query_run_count {
    type: count
  }
  measure: total_runtime {
    type: sum
    sql: ${runtime} ;;
  }
  measure: average_runtime {
    type: average
    sql: ${runtime} ;;
  }
  measure: max_runtime {
    type: max
    sql: ${runtime} ;;
  }
}
