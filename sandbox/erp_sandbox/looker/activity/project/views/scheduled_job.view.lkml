view: scheduled_job {
  sql_table_name: scheduled_job ;;

  dimension: id {
    type: number
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: scheduled_plan_id {
    type: number
    sql: ${TABLE}.scheduled_plan_id ;;
  }
  dimension: name {
    type: string
    sql: ${TABLE}.name ;;
  }
  dimension: status {
    type: string
    sql: ${TABLE}.status ;;
  }
  dimension: status_detail {
    type: string
    sql: ${TABLE}.status_detail ;;
  }
  dimension_group: created {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.created_at ;;
  }
  dimension_group: finalized {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.finalized_at ;;
  }
  measure: count {
    type: count
  }
}
