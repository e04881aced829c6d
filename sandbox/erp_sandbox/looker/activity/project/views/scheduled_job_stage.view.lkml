view: scheduled_job_stage {
  sql_table_name: scheduled_job_stage ;;

  dimension: id {
    type: number
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: scheduled_job_id {
    type: number
    sql: ${TABLE}.scheduled_job_id ;;
  }
  dimension: stage {
    type: string
    sql: ${TABLE}.stage ;;
  }
  dimension: runtime {
    type: number
    sql: ${TABLE}.runtime ;;
  }
  dimension_group: started {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.started_at ;;
  }
  dimension_group: completed {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.completed_at ;;
  }
  measure: count {
    type: count
  }
  measure: avg_runtime {
    type: average
    sql: ${runtime} ;;
  }
}
