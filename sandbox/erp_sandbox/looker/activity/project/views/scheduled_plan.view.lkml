view: scheduled_plan {
  sql_table_name: scheduled_plan ;;

  dimension: id {
    type: number
    primary_key: yes
    sql: ${TABLE}.id ;;
  }
  dimension: name {
    type: string
    sql: ${TABLE}.name ;;
  }
  dimension: run_once {
    type: yesno
    sql: ${TABLE}.run_once ;;
  }
  dimension: enabled {
    type: yesno
    sql: ${TABLE}.enabled ;;
  }
  dimension_group: next_run {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.next_run_at ;;
  }
  dimension_group: created {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.created_at ;;
  }
  dimension_group: updated {
    type: time
    timeframes: [raw, time, hour, date, week, month, quarter, year]
    sql: ${TABLE}.updated_at ;;
  }
  dimension: cron_schedule {
    type: string
    sql: ${TABLE}.cron_schedule ;;
  }
  dimension: timezone {
    type: string
    sql: ${TABLE}.timezone ;;
  }
  dimension: datagroup {
    type: string
    sql: ${TABLE}.datagroup ;;
  }
  dimension: send_all_results {
    type: yesno
    sql: ${TABLE}.send_all_results ;;
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
  measure: count {
    type: count
  }
}
